package org.sinopia.tensor.reference.image;

import static org.sinopia.tensor.op.GaussianWindow.RADIUS;
import static org.sinopia.tensor.op.GaussianWindow.weight;

import org.sinopia.tensor.op.SimilarityOp.GaussianMoments;
import org.sinopia.tensor.reference.array.Plane;
import org.sinopia.tensor.reference.array.Reals;

/** The local moments of two images. */
final class ReferenceGaussianMoments {
  private ReferenceGaussianMoments() {}

  static void run(GaussianMoments op) {
    Plane[] a = Plane.of(op.a());
    Plane[] b = Plane.of(op.b());
    int height = op.a().shape().extent(2);
    int width = op.a().shape().extent(3);
    Reals moments = new Reals(op.moments());
    for (int p = 0; p < a.length; p++) {
      for (int r = 0; r < height; r++) {
        for (int c = 0; c < width; c++) {
          double[] sums = new double[5];
          for (int u = -RADIUS; u <= RADIUS; u++) {
            for (int v = -RADIUS; v <= RADIUS; v++) {
              double w = weight(u) * weight(v);
              double pixelA = a[p].at(r + u, c + v);
              double pixelB = b[p].at(r + u, c + v);
              sums[0] += w * pixelA;
              sums[1] += w * pixelB;
              sums[2] += w * pixelA * pixelA;
              sums[3] += w * pixelB * pixelB;
              sums[4] += w * pixelA * pixelB;
            }
          }
          for (int m = 0; m < 5; m++) {
            moments.set(((p * 5 + m) * height + r) * width + c, sums[m]);
          }
        }
      }
    }
  }
}
