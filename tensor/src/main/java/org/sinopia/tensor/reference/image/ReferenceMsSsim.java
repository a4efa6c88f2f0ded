package org.sinopia.tensor.reference.image;

import java.util.Arrays;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.SimilarityOp.MsSsim;
import org.sinopia.tensor.op.SimilarityOp.MsSsimBackward;
import org.sinopia.tensor.reference.array.Plane;
import org.sinopia.tensor.reference.array.Reals;

/** Multi-scale structural similarity. */
final class ReferenceMsSsim {
  private ReferenceMsSsim() {}

  static void forward(MsSsim op) {
    Plane[][] a = pyramid(op.a(), op.scales());
    Plane[][] b = pyramid(op.b(), op.scales());
    int channels = op.a().shape().extent(1);
    Reals perImage = new Reals(op.perImage());
    for (int i = 0; i < op.a().shape().extent(0); i++) {
      perImage.set(i, product(means(a, b, i * channels, (i + 1) * channels)));
    }
  }

  /** ∂(Π m_s^w_s)/∂m_s = w_s·(Π m_s^w_s)/m_s; each scale's gradient reaches a through the pools. */
  static void backward(MsSsimBackward op) {
    Plane[][] a = pyramid(op.a(), op.scales());
    Plane[][] b = pyramid(op.b(), op.scales());
    Plane[][] gradA = new Plane[op.scales()][];
    for (int s = 0; s < gradA.length; s++) {
      gradA[s] = Arrays.stream(a[s]).map(Plane::blank).toArray(Plane[]::new);
    }
    int channels = op.a().shape().extent(1);
    Reals gradPerImage = new Reals(op.gradPerImage());
    for (int i = 0; i < op.a().shape().extent(0); i++) {
      int from = i * channels;
      int to = from + channels;
      double[] means = means(a, b, from, to);
      double product = product(means);
      if (product == 0) {
        continue;
      }
      for (int s = op.scales() - 1; s >= 0; s--) {
        double byMean = MsSsim.weight(s, op.scales()) * product / means[s];
        similarity(s, op.scales())
            .addGradient(gradPerImage.at(i) * byMean, a[s], b[s], from, to, gradA[s]);
        for (int p = from; s > 0 && p < to; p++) {
          gradA[s - 1][p].addHalvedBackward(gradA[s][p]);
        }
      }
    }
    Plane.store(gradA[0], op.gradA());
  }

  private static Plane[][] pyramid(Tensor images, int scales) {
    Plane[][] pyramid = new Plane[scales][];
    pyramid[0] = Plane.of(images);
    for (int s = 1; s < scales; s++) {
      pyramid[s] = Arrays.stream(pyramid[s - 1]).map(Plane::halved).toArray(Plane[]::new);
    }
    return pyramid;
  }

  private static double[] means(Plane[][] a, Plane[][] b, int from, int to) {
    double[] means = new double[a.length];
    for (int s = 0; s < means.length; s++) {
      means[s] = similarity(s, means.length).mean(a[s], b[s], from, to);
    }
    return means;
  }

  private static Similarity similarity(int scale, int scales) {
    return scale == scales - 1 ? Similarity.STRUCTURE : Similarity.CONTRAST;
  }

  private static double product(double[] means) {
    double product = 1;
    for (int s = 0; s < means.length; s++) {
      product *= Math.pow(Math.max(means[s], 0), MsSsim.weight(s, means.length));
    }
    return product;
  }
}
