package org.sinopia.xrf.painting;

import org.sinopia.xrf.colour.Srgb;

/** The leaves of a tree: round clumps with ragged edges, each lit on its own. */
final class Foliage implements Form {

  private final double[] x;
  private final double[] y;
  private final double[] radius;
  private final double height;
  private final Srgb leaf;
  private final Noise noise;

  /**
   * Clumps of leaves.
   *
   * @param x middles of the clumps
   * @param y middles of the clumps
   * @param radius radii of the clumps
   * @param height height of the tree, which the size of leaves goes by
   * @param leaf colour of the leaves
   * @param noise where edges are ragged and leaves turn
   */
  Foliage(double[] x, double[] y, double[] radius, double height, Srgb leaf, Noise noise) {
    this.x = x.clone();
    this.y = y.clone();
    this.radius = radius.clone();
    this.height = height;
    this.leaf = leaf;
    this.noise = noise;
  }

  private double leaves(double px, double py, double scale, int octaves) {
    // Shifted by the first clump, so that no two trees are alike.
    return noise.fractal(
            (px - 70 * x[0]) * scale / height, (py - 30 * y[0]) * scale / height, octaves)
        - 0.5;
  }

  @Override
  public double cover(double px, double py) {
    double best = 0;
    double ragged = Double.NaN;
    for (int i = 0; i < x.length; i++) {
      double distance = Tone.length(px - x[i], py - y[i]) / radius[i];
      // Raggedness is costly and matters only near a clump.
      if (distance < 1.5) {
        ragged = Double.isNaN(ragged) ? 0.75 * leaves(px, py, 9, 3) : ragged;
        best = Math.max(best, Tone.step(1.05, 0.92, distance + ragged));
      }
    }
    return best;
  }

  @Override
  public Srgb colour(double px, double py) {
    double cosine = -1;
    for (int i = 0; i < x.length; i++) {
      double nx = (px - x[i]) / radius[i];
      double ny = (py - y[i]) / radius[i];
      if (nx * nx + ny * ny < 1.2) {
        cosine = Math.max(cosine, Form.cosine(0.8 * nx, 0.8 * ny));
      }
    }
    return Form.lit(leaf, cosine - 0.15 + 1.3 * leaves(px, py, 24, 2));
  }
}
