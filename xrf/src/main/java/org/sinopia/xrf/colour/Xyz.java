package org.sinopia.xrf.colour;

/**
 * CIE 1931 tristimulus values (2° observer), scaled so that the white of {@link #D65} has Y = 1.
 *
 * @param x X
 * @param y Y, the luminance
 * @param z Z
 */
public record Xyz(double x, double y, double z) {

  /** White of the illuminant D65 for the 2° observer (ASTM E308). */
  public static final Xyz D65 = new Xyz(0.95047, 1, 1.08883);

  // CIE 15:2004: the cube root gives way to a line below (6/29)^3.
  private static final double EPSILON = 216.0 / 24389;
  private static final double KAPPA = 24389.0 / 27;

  /** The colour in CIELAB against {@link #D65} (CIE 15:2004, section 8.2.1). */
  public Lab toLab() {
    double fx = cubeRoot(x / D65.x);
    double fy = cubeRoot(y / D65.y);
    double fz = cubeRoot(z / D65.z);
    return new Lab(116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz));
  }

  /** The colour in linear RGB; out-of-gamut components are kept. */
  public LinearRgb toLinearRgb() {
    return new LinearRgb(
        3.2404813432005266 * x - 1.5371515162713185 * y - 0.4985363261688878 * z,
        -0.9692549499965682 * x + 1.8759900014898907 * y + 0.04155592655829284 * z,
        0.05564663913517716 * x - 0.20404133836651123 * y + 1.0573110696453443 * z);
  }

  static double cubeRoot(double ratio) {
    return ratio > EPSILON ? StrictMath.cbrt(ratio) : (KAPPA * ratio + 16) / 116;
  }

  static double cube(double f) {
    double ratio = f * f * f;
    return ratio > EPSILON ? ratio : (116 * f - 16) / KAPPA;
  }
}
