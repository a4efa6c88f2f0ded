/**
 * The fundamental-parameters model of a painting's X-ray spectrum: what a tube's beam excites in a
 * layered specimen, and what an energy-dispersive spectrometer records of it.
 *
 * <p>Energies are in keV, densities in g/cm³, thicknesses in µm, mass coefficients in cm²/g, angles
 * in degrees. The tables hold all elements from hydrogen to uranium from 0.25 to 60 keV, so softer
 * lines are left out and no tube goes beyond 60 kV.
 */
package org.sinopia.xrf.physics;
