package org.sinopia.tensor.reference.image;

import static org.sinopia.tensor.op.GaussianWindow.RADIUS;

import org.sinopia.tensor.op.SimilarityOp.Uiqi;
import org.sinopia.tensor.reference.array.Plane;
import org.sinopia.tensor.reference.array.Reals;

/** The universal image quality index. */
final class ReferenceUiqi {
  private ReferenceUiqi() {}

  static void forward(Uiqi op) {
    Plane[] a = Plane.of(op.a());
    Plane[] b = Plane.of(op.b());
    int channels = op.a().shape().extent(1);
    int height = op.a().shape().extent(2);
    int width = op.a().shape().extent(3);
    int pixels = channels * (height - 2 * RADIUS) * (width - 2 * RADIUS);
    Reals perImage = new Reals(op.perImage());
    for (int i = 0; i < op.a().shape().extent(0); i++) {
      double sum = 0;
      for (int p = i * channels; p < (i + 1) * channels; p++) {
        for (int r = RADIUS; r < height - RADIUS; r++) {
          for (int c = RADIUS; c < width - RADIUS; c++) {
            sum += index(WindowStatistics.at(a[p], b[p], r, c));
          }
        }
      }
      perImage.set(i, sum / pixels);
    }
  }

  private static double index(WindowStatistics s) {
    double variances = s.varianceA() + s.varianceB();
    double squares = s.meanA() * s.meanA() + s.meanB() * s.meanB();
    return 4 * s.meanA() * s.meanB() * s.covariance() / (squares * variances + Uiqi.EPSILON);
  }
}
