/**
 * X-ray physics of a painting's spectrum: elements and their emission lines, cross-sections,
 * chemical formulas and layered specimens, and the fundamental-parameters model of a tube-excited
 * energy-dispersive spectrometer.
 *
 * <p>Energies are in keV, densities in g/cm³, thicknesses in µm, mass coefficients in cm²/g, angles
 * in degrees. The tables hold all elements from hydrogen to uranium from 0.25 to 60 keV, so softer
 * lines are left out and no tube goes beyond 60 kV.
 */
package org.sinopia.xrf.physics;
