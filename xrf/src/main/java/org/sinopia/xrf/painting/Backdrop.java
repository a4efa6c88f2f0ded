package org.sinopia.xrf.painting;

import org.sinopia.xrf.colour.Srgb;

/**
 * The part of a scene that lies behind everything else.
 *
 * @param paint its colour by place
 */
record Backdrop(Paint paint) implements Form {

  /** A colour by place, in units of the picture's height. */
  @FunctionalInterface
  interface Paint {
    Srgb colour(double x, double y);
  }

  @Override
  public double cover(double x, double y) {
    return 1;
  }

  @Override
  public Srgb colour(double x, double y) {
    return paint.colour(x, y);
  }
}
