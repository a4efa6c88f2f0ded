package org.sinopia.tensor.reference.image;

import static org.sinopia.tensor.op.GaussianWindow.RADIUS;
import static org.sinopia.tensor.op.GaussianWindow.weight;
import static org.sinopia.tensor.op.SimilarityOp.Ssim.C1;
import static org.sinopia.tensor.op.SimilarityOp.Ssim.C2;

import org.sinopia.tensor.reference.array.Plane;

/** The two likenesses of windows that MS-SSIM averages over pixels, and their gradients. */
enum Similarity {
  /** l·cs, over all pixels. */
  STRUCTURE(0) {
    @Override
    double of(WindowStatistics s) {
      return luminance(s) * contrast(s);
    }

    @Override
    Slope slope(WindowStatistics s) {
      double l = luminance(s);
      double squares = s.meanA() * s.meanA() + s.meanB() * s.meanB() + C1;
      double byMean = contrast(s) * 2 * (s.meanB() - l * s.meanA()) / squares;
      Slope of = CONTRAST.slope(s);
      return new Slope(byMean, l * of.byVariance(), l * of.byCovariance());
    }
  },
  /** cs, over the pixels whose window lies inside the image. */
  CONTRAST(RADIUS) {
    @Override
    double of(WindowStatistics s) {
      return contrast(s);
    }

    @Override
    Slope slope(WindowStatistics s) {
      double variances = s.varianceA() + s.varianceB() + C2;
      return new Slope(0, -contrast(s) / variances, 2 / variances);
    }
  };

  private final int margin;

  Similarity(int margin) {
    this.margin = margin;
  }

  /** The derivatives by μ_a, σ_a² and σ_ab. */
  record Slope(double byMean, double byVariance, double byCovariance) {}

  abstract double of(WindowStatistics s);

  abstract Slope slope(WindowStatistics s);

  /** l = (2μ_a·μ_b + C₁)/(μ_a² + μ_b² + C₁). */
  private static double luminance(WindowStatistics s) {
    return (2 * s.meanA() * s.meanB() + C1) / (s.meanA() * s.meanA() + s.meanB() * s.meanB() + C1);
  }

  /** cs = (2σ_ab + C₂)/(σ_a² + σ_b² + C₂). */
  private static double contrast(WindowStatistics s) {
    return (2 * s.covariance() + C2) / (s.varianceA() + s.varianceB() + C2);
  }

  /** The mean over channels {@code from} to {@code to} − 1 and their pixels. */
  double mean(Plane[] a, Plane[] b, int from, int to) {
    double sum = 0;
    for (int p = from; p < to; p++) {
      for (int r = margin; r < a[p].height() - margin; r++) {
        for (int c = margin; c < a[p].width() - margin; c++) {
          sum += of(WindowStatistics.at(a[p], b[p], r, c));
        }
      }
    }
    return sum / pixels(a[from]) / (to - from);
  }

  /**
   * Adds scale·∂mean/∂a to the channels' gradients. Each window gives to each of its pixels i, of
   * weight w: ∂μ_a/∂a_i = w, ∂σ_a²/∂a_i = 2w(a_i − μ_a), ∂σ_ab/∂a_i = w(b_i − μ_b).
   */
  void addGradient(double scale, Plane[] a, Plane[] b, int from, int to, Plane[] gradA) {
    double each = scale / pixels(a[from]) / (to - from);
    for (int p = from; p < to; p++) {
      for (int r = margin; r < a[p].height() - margin; r++) {
        for (int c = margin; c < a[p].width() - margin; c++) {
          WindowStatistics s = WindowStatistics.at(a[p], b[p], r, c);
          Slope slope = slope(s);
          for (int u = -RADIUS; u <= RADIUS; u++) {
            for (int v = -RADIUS; v <= RADIUS; v++) {
              double w = weight(u) * weight(v);
              gradA[p].add(
                  r + u,
                  c + v,
                  each
                      * w
                      * (slope.byMean()
                          + slope.byVariance() * 2 * (a[p].at(r + u, c + v) - s.meanA())
                          + slope.byCovariance() * (b[p].at(r + u, c + v) - s.meanB())));
            }
          }
        }
      }
    }
  }

  private int pixels(Plane plane) {
    return (plane.height() - 2 * margin) * (plane.width() - 2 * margin);
  }
}
