package org.sinopia.xrf.painting;

import org.sinopia.xrf.colour.Srgb;

/** A painter's arithmetic of colours. Colours are mixed in sRGB, where equal steps look equal. */
final class Tone {

  private Tone() {}

  /** A colour between two: the first at t = 0 and below, the second at t = 1 and above. */
  static Srgb mix(Srgb from, Srgb to, double t) {
    double share = Math.clamp(t, 0.0, 1.0);
    return new Srgb(
        from.r() + (to.r() - from.r()) * share,
        from.g() + (to.g() - from.g()) * share,
        from.b() + (to.b() - from.b()) * share);
  }

  /** A colour with each component multiplied, at most 1. */
  static Srgb times(Srgb colour, double factor) {
    return new Srgb(
        Math.min(1, colour.r() * factor),
        Math.min(1, colour.g() * factor),
        Math.min(1, colour.b() * factor));
  }

  /** 0 up to {@code from}, 1 beyond {@code to}, smooth between; falling if {@code to} is less. */
  static double step(double from, double to, double x) {
    double t = Math.clamp((x - from) / (to - from), 0.0, 1.0);
    return t * t * (3 - 2 * t);
  }

  /** Length of a vector; unlike {@link Math#hypot} not safe from overflow, but much faster. */
  static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  /** Luma of a colour, 0 to 1. */
  static double luma(double r, double g, double b) {
    return 0.3 * r + 0.59 * g + 0.11 * b;
  }
}
