package org.sinopia.xrf.colour;

/**
 * A colour in CIELAB against D65, 2° observer (CIE 15:2004).
 *
 * @param l lightness L*, 0 (black) to 100 (white)
 * @param a a*, green (negative) to red
 * @param b b*, blue (negative) to yellow
 */
public record Lab(double l, double a, double b) {

  /** The colour in CIE XYZ. */
  public Xyz toXyz() {
    double fy = (l + 16) / 116;
    return new Xyz(
        Xyz.D65.x() * Xyz.cube(fy + a / 500),
        Xyz.D65.y() * Xyz.cube(fy),
        Xyz.D65.z() * Xyz.cube(fy - b / 200));
  }

  /** The colour in sRGB; out-of-gamut components are kept. */
  public Srgb toSrgb() {
    return toXyz().toLinearRgb().toSrgb();
  }
}
