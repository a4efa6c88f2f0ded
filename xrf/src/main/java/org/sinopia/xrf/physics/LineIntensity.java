package org.sinopia.xrf.physics;

/**
 * How strongly a specimen shines in one line.
 *
 * @param line the line
 * @param photons photons that leave towards the detector, per 4π steradian, in the beam's unit
 */
public record LineIntensity(EmissionLine line, double photons) {}
