package org.sinopia.xrf.painting;

import org.sinopia.xrf.colour.Srgb;

/**
 * One thing in a scene. Coordinates are in units of the picture's height, x from the left, y from
 * the top.
 */
interface Form {

  /** How much of a point the thing covers, 0 to 1. */
  double cover(double x, double y);

  /** Its colour there. */
  Srgb colour(double x, double y);

  /** Direction of the light that models every form: from the upper left, towards the viewer. */
  double LIGHT_X = -0.55;

  /** See {@link #LIGHT_X}. */
  double LIGHT_Y = -0.6;

  /** See {@link #LIGHT_X}. */
  double LIGHT_Z = 0.58;

  /** Softness of an edge, in units of the picture's height. */
  double EDGE = 0.006;

  /** The colour of a surface of {@code colour} that turns to the light by a cosine of −1 to 1. */
  static Srgb lit(Srgb colour, double cosine) {
    Srgb shadow = Tone.mix(Tone.times(colour, 0.32), new Srgb(0.13, 0.1, 0.1), 0.35);
    Srgb light = Tone.mix(Tone.times(colour, 1.22), new Srgb(1, 0.95, 0.82), 0.18);
    double t = Tone.step(-0.35, 0.95, cosine);
    return t < 0.5 ? Tone.mix(shadow, colour, 2 * t) : Tone.mix(colour, light, 2 * t - 1);
  }

  /** Cosine between the light and the outward normal (x, y) of a round form; z follows. */
  static double cosine(double nx, double ny) {
    double nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
    return nx * LIGHT_X + ny * LIGHT_Y + nz * LIGHT_Z;
  }
}
