package org.sinopia.xrf.physics;

/** Something that X-rays cross at right angles on their way: a filter, a window, a gap of air. */
public sealed interface Absorber permits Layer, BerylliumWindow {

  /**
   * The share of photons that pass, 0 to 1, by Beer's law.
   *
   * @param energyKev {@value CrossSections#MIN_KEV} to {@value CrossSections#MAX_KEV}
   */
  double transmission(double energyKev);
}
