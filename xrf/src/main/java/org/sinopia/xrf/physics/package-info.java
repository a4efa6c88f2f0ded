/**
 * X-ray physics of a painting's spectrum: elements and their emission lines, cross-sections,
 * chemical formulas and layered specimens, and the fundamental-parameters model of a tube-excited
 * energy-dispersive spectrometer.
 *
 * <p>Energies are in keV, densities in g/cm³, thicknesses in µm, mass coefficients in cm²/g, angles
 * in degrees. The cross-sections reach from 0.8 to 50 keV, so softer lines are left out and no tube
 * goes beyond 50 kV.
 */
package org.sinopia.xrf.physics;
