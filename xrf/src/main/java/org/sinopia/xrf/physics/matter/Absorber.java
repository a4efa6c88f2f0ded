package org.sinopia.xrf.physics.matter;

import org.sinopia.xrf.physics.atom.CrossSections;

/**
 * Something that X-rays cross at right angles on their way: a filter, a window, a gap of air, a
 * lens.
 */
public sealed interface Absorber permits Layer, BerylliumWindow, Polycapillary {

  /**
   * The share of photons that pass, 0 to 1.
   *
   * @param energyKev {@value CrossSections#MIN_KEV} to {@value CrossSections#MAX_KEV}
   */
  double transmission(double energyKev);
}
