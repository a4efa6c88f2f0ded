package org.sinopia.xrf.physics;

/**
 * Photons of the beam that the specimen scatters towards the detector.
 *
 * @param energyKev energy after the scatter
 * @param photons their number per 4π steradian, in the beam's unit
 * @param compton whether the scatter was Compton's, which broadens the energy
 */
public record ScatteredRay(double energyKev, double photons, boolean compton) {}
