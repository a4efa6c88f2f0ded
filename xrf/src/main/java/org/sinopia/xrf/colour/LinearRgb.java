package org.sinopia.xrf.colour;

/**
 * A colour in the primaries of sRGB (ITU-R BT.709), each component proportional to light.
 *
 * @param r red; 0 to 1 in gamut
 * @param g green, likewise
 * @param b blue, likewise
 */
public record LinearRgb(double r, double g, double b) {

  // The threshold of the encoded curve, 0.04045, seen from the linear side.
  private static final double LINEAR_PART = 0.04045 / 12.92;

  /** The colour with the transfer curve of IEC 61966-2-1 applied. */
  public Srgb toSrgb() {
    return new Srgb(encode(r), encode(g), encode(b));
  }

  /** The colour in CIE XYZ, white at {@link Xyz#D65}. */
  public Xyz toXyz() {
    return new Xyz(
        0.412453 * r + 0.357580 * g + 0.180423 * b,
        0.212671 * r + 0.715160 * g + 0.072169 * b,
        0.019334 * r + 0.119193 * g + 0.950227 * b);
  }

  private static double encode(double linear) {
    double size = Math.abs(linear);
    return Math.copySign(
        size <= LINEAR_PART ? 12.92 * size : 1.055 * StrictMath.pow(size, 1 / 2.4) - 0.055, linear);
  }
}
