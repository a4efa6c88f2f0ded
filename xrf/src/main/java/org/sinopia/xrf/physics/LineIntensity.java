package org.sinopia.xrf.physics;

import org.sinopia.xrf.physics.atom.EmissionLine;

/**
 * How strongly a specimen shines in one line.
 *
 * @param line the line
 * @param primary photons that the beam excites and that leave towards the detector, per 4π
 *     steradian, in the beam's unit
 * @param secondary those that other lines of the specimen excite, in the same unit
 */
public record LineIntensity(EmissionLine line, double primary, double secondary) {

  /** All photons of the line: the primary and the secondary ones. */
  public double photons() {
    return primary + secondary;
  }

  /** The secondary share of the photons, 0 to 1; 0 for a line without photons. */
  public double enhancement() {
    return photons() > 0 ? secondary / photons() : 0;
  }
}
