package org.sinopia.xrf.painting;

import org.sinopia.xrf.colour.Srgb;

/**
 * A vessel turned on the wheel or blown.
 *
 * @param profile which shape: 0 vase, 1 bottle, 2 bowl, 3 jug
 * @param x its axis
 * @param base where it stands
 * @param half half of its width where the profile is 1
 * @param height its height
 * @param clay its colour
 * @param glass whether it shines as glass does
 * @param banded whether a light band runs around it
 * @param noise where its colour varies
 */
record Vessel(
    int profile,
    double x,
    double base,
    double half,
    double height,
    Srgb clay,
    boolean glass,
    boolean banded,
    Noise noise)
    implements Form {

  /** Number of shapes. */
  static final int PROFILES = 4;

  // Half widths at equal steps from foot to rim.
  private static final double[][] HALF_WIDTHS = {
    {0.6, 0.95, 1, 0.85, 0.5, 0.38, 0.45},
    {0.5, 0.55, 0.55, 0.5, 0.22, 0.17, 0.2},
    {0.3, 0.7, 0.95, 1.1, 1.2, 1.25, 1.3},
    {0.45, 0.8, 1, 1, 0.8, 0.55, 0.65},
  };

  private static final Srgb BAND = Srgb.ofHex("#d9c9a0");
  private static final Srgb HIGHLIGHT = new Srgb(0.97, 0.95, 0.88);

  private double half(double py) {
    double[] shape = HALF_WIDTHS[profile];
    double at = (base - py) / height * (shape.length - 1);
    int i = (int) Math.floor(at);
    if (at < -0.25 || i >= shape.length - 1) {
      return 0;
    }
    int from = Math.max(0, i);
    double t = Math.max(0, at) - from;
    double ease = t * t * (3 - 2 * t);
    double foot = at < 0 ? Math.sqrt(Math.max(0, 1 - 16 * at * at)) : 1;
    return foot * half * (shape[from] + (shape[from + 1] - shape[from]) * ease);
  }

  @Override
  public double cover(double px, double py) {
    double here = half(py);
    return here > 0 ? Tone.step(here + EDGE / 2, here - EDGE / 2, Math.abs(px - x)) : 0;
  }

  @Override
  public Srgb colour(double px, double py) {
    double here = Math.max(1e-3, half(py));
    double nx = Math.clamp((px - x) / here, -1.0, 1.0);
    double rise = Math.clamp((half(py + 0.01) - here) / 0.02, -0.6, 0.6);
    double up = (base - py) / height;
    Srgb own = banded && Math.abs(up - 0.62) < 0.06 ? BAND : clay;
    double cosine = Form.cosine(0.96 * nx, -0.7 * rise);
    Srgb lit = Form.lit(own, cosine + 0.3 * (noise.fractal(9 * px, 9 * py, 2) - 0.5));
    double gloss = StrictMath.exp(-70 * StrictMath.pow(nx + 0.52, 2)) * Tone.step(0.15, 0.45, up);
    return Tone.mix(lit, HIGHLIGHT, (glass ? 0.75 : 0.45) * gloss);
  }

  /** The rim and the dark inside of the vessel, before it. */
  Form mouth() {
    double[] shape = HALF_WIDTHS[profile];
    double rim = half * shape[shape.length - 1];
    return new Form() {
      private double distance(double px, double py) {
        return Tone.length((px - x) / rim, (py - base + height) / (0.2 * rim));
      }

      @Override
      public double cover(double px, double py) {
        return Tone.step(1.05, 0.95, distance(px, py));
      }

      @Override
      public Srgb colour(double px, double py) {
        boolean lip = distance(px, py) > 0.8;
        return Form.lit(clay, lip ? 0.8 : -0.3 + 0.5 * (px - x) / rim);
      }
    };
  }
}
