package org.sinopia.xrf.colour;

/**
 * A colour in sRGB (IEC 61966-2-1), gamma-encoded.
 *
 * @param r red, 0 to 1; values outside are kept, as out-of-gamut colours are
 * @param g green, likewise
 * @param b blue, likewise
 */
public record Srgb(double r, double g, double b) {

  /**
   * Checks that the components are finite.
   *
   * @throws IllegalArgumentException if one is not
   */
  public Srgb {
    if (!Double.isFinite(r) || !Double.isFinite(g) || !Double.isFinite(b)) {
      throw new IllegalArgumentException(
          "sRGB: (%s, %s, %s), expected three finite components".formatted(r, g, b));
    }
  }

  /**
   * A colour of three bytes.
   *
   * @param r red, 0 to 255
   * @param g green, 0 to 255
   * @param b blue, 0 to 255
   * @throws IllegalArgumentException if a component is out of range
   */
  public static Srgb of8Bit(int r, int g, int b) {
    if ((r | g | b) < 0 || r > 255 || g > 255 || b > 255) {
      throw new IllegalArgumentException(
          "sRGB: (%d, %d, %d), expected components of 0 to 255".formatted(r, g, b));
    }
    return new Srgb(r / 255.0, g / 255.0, b / 255.0);
  }

  /**
   * Reads the form {@code #RRGGBB}, six hexadecimal digits.
   *
   * @throws IllegalArgumentException if {@code hex} has another form
   */
  public static Srgb ofHex(String hex) {
    if (!hex.matches("#[0-9a-fA-F]{6}")) {
      throw new IllegalArgumentException("sRGB: '" + hex + "', expected the form #RRGGBB");
    }
    int rgb = Integer.parseInt(hex.substring(1), 16);
    return of8Bit(rgb >> 16, rgb >> 8 & 255, rgb & 255);
  }

  /** The colour as three bytes 0xRRGGBB, each component clamped to 0 to 1 and rounded. */
  public int rgb24() {
    return toByte(r) << 16 | toByte(g) << 8 | toByte(b);
  }

  /** The form {@code #RRGGBB}, lower case; see {@link #rgb24}. */
  public String toHex() {
    return "#%06x".formatted(rgb24());
  }

  /** The colour with the transfer curve undone: components proportional to light. */
  public LinearRgb toLinear() {
    return new LinearRgb(decode(r), decode(g), decode(b));
  }

  /** The colour in CIELAB. */
  public Lab toLab() {
    return toLinear().toXyz().toLab();
  }

  private static int toByte(double component) {
    return (int) Math.round(255 * Math.clamp(component, 0.0, 1.0));
  }

  // Negative components mirror the curve, as extended sRGB (IEC 61966-2-1 Amendment 1) does.
  private static double decode(double encoded) {
    double size = Math.abs(encoded);
    return Math.copySign(
        size <= 0.04045 ? size / 12.92 : StrictMath.pow((size + 0.055) / 1.055, 2.4), encoded);
  }
}
