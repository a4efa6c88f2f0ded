package org.sinopia.xrf.colour;

/**
 * The surface of a paint layer (J. L. Saunderson, J. Opt. Soc. Am. 32, 727, 1942): part of the
 * light that comes up inside is reflected back down, which makes colours deeper.
 *
 * <p>Colours are those seen without gloss, on the scale where paint that absorbs nothing is white.
 * On that scale the loss of light that enters cancels, and R<sub>seen</sub> = (1 − k)·R/(1 − k·R).
 */
final class Saunderson {
  /**
   * Share k of diffuse light reflected inside at the surface of a binder of index 1.5: 0.596 (Ryde;
   * Orchard, J. Opt. Soc. Am. 59, 1584, 1969).
   */
  public static final double INTERNAL = 0.596;

  private Saunderson() {}

  /** The reflectance seen, for a reflectance inside, both 0 to 1. */
  public static double outside(double inside) {
    return (1 - INTERNAL) * inside / (1 - INTERNAL * inside);
  }

  /** The reflectance inside, for a reflectance seen, both 0 to 1. */
  public static double inside(double seen) {
    return seen / (1 - INTERNAL + INTERNAL * seen);
  }
}
