package org.sinopia.xrf.painting;

import org.sinopia.xrf.colour.Srgb;

/**
 * A flower seen from the front.
 *
 * @param x its heart
 * @param y its heart
 * @param size its radius
 * @param petal colour of its petals
 * @param petals how many there are
 * @param turn how far it is turned, in radians of a petal
 */
record Blossom(double x, double y, double size, Srgb petal, int petals, double turn)
    implements Form {

  private static final Srgb HEART = Srgb.ofHex("#b08030");

  private double distance(double px, double py) {
    return Tone.length(px - x, (py - y) * 1.15) / size;
  }

  private double lobes(double px, double py) {
    return StrictMath.cos(petals * StrictMath.atan2(py - y, px - x) + turn);
  }

  @Override
  public double cover(double px, double py) {
    double distance = distance(px, py);
    if (distance > 1.2) {
      return 0;
    }
    double edge = 0.86 + 0.16 * lobes(px, py);
    return Tone.step(edge + 0.08, edge - 0.08, distance);
  }

  @Override
  public Srgb colour(double px, double py) {
    double distance = distance(px, py);
    if (distance < 0.2) {
      return HEART;
    }
    double cosine = Form.cosine((px - x) / size, (py - y) / size);
    return Form.lit(petal, cosine - 0.1 + 0.4 * lobes(px, py) * distance);
  }
}
