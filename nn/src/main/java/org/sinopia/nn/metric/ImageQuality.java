package org.sinopia.nn.metric;

import java.util.function.BiFunction;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.SimilarityOp;

/**
 * How alike pictures are: a and b are [B, 3, H, W] with values in [0, 1] on one device; each metric
 * is one number per picture.
 */
public final class ImageQuality {
  private ImageQuality() {}

  /** {@link SimilarityOp.Ssim}; 1 for equal pictures. */
  public static double[] ssim(Tensor a, Tensor b) {
    return perImage(a, out -> new SimilarityOp.Ssim(a, b, out));
  }

  /**
   * {@link SimilarityOp.MsSsim}; 1 for equal pictures.
   *
   * @param scales 1 to 5; the shorter side is at least 11·2^(scales−1) pixels
   */
  public static double[] msSsim(Tensor a, Tensor b, int scales) {
    return perImage(a, out -> new SimilarityOp.MsSsim(a, b, scales, out));
  }

  /** {@link SimilarityOp.Uiqi}; 1 for equal pictures that are flat nowhere. */
  public static double[] uiqi(Tensor a, Tensor b) {
    return perImage(a, out -> new SimilarityOp.Uiqi(a, b, out));
  }

  /** Mean redmean distance ({@link LossOp.Redmean}); about 3 between black and white. */
  public static double[] redmean(Tensor a, Tensor b) {
    return each(a, b, (x, y) -> loss(x, out -> new LossOp.Redmean(x, y, false, null, out, null)));
  }

  /** Peak signal-to-noise ratio −10·log₁₀ of the mean squared error, in dB; ∞ if that is 0. */
  public static double[] psnr(Tensor a, Tensor b) {
    return each(
        a,
        b,
        (x, y) ->
            -10 * StrictMath.log10(loss(x, out -> new LossOp.MeanSquaredError(x, y, out, null))));
  }

  /** Makes an op that writes to a given tensor. */
  @FunctionalInterface
  private interface Into {
    Op op(Tensor out);
  }

  private static double[] perImage(Tensor a, Into metric) {
    try (Scope scope = Scope.open(a.device())) {
      Tensor out = scope.empty(a.shape().extent(0));
      metric.op(out).run();
      return out.toDoubles();
    }
  }

  private static double loss(Tensor a, Into metric) {
    try (Scope scope = Scope.open(a.device())) {
      Tensor out = scope.empty();
      metric.op(out).run();
      return out.item();
    }
  }

  private static double[] each(Tensor a, Tensor b, BiFunction<Tensor, Tensor, Double> metric) {
    double[] all = new double[a.shape().extent(0)];
    for (int i = 0; i < all.length; i++) {
      all[i] = metric.apply(a.slice(i, i + 1), b.slice(i, i + 1));
    }
    return all;
  }
}
