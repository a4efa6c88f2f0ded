package org.sinopia.nn;

import java.util.Arrays;
import org.sinopia.tensor.random.Philox;

/**
 * How a weight starts. Values are a function of (seed, stream, element) alone: the same on every
 * device but for rounding, and whatever other weights there are.
 */
public sealed interface Initialiser {
  /** Every element 0. */
  Initialiser ZEROS = new Constant(0);

  /** Every element 1. */
  Initialiser ONES = new Constant(1);

  /** The first {@code count} values. */
  double[] values(int count, long seed, long stream);

  /** Every element one value. */
  record Constant(double value) implements Initialiser {
    @Override
    public double[] values(int count, long seed, long stream) {
      double[] values = new double[count];
      Arrays.fill(values, value);
      return values;
    }
  }

  /** Normal with mean 0 and this standard deviation. */
  record Normal(double standardDeviation) implements Initialiser {
    @Override
    public double[] values(int count, long seed, long stream) {
      return normals(count, seed, stream, standardDeviation, Double.POSITIVE_INFINITY);
    }
  }

  /**
   * Normal with mean 0 and this standard deviation before values beyond two of them are drawn
   * again.
   */
  record TruncatedNormal(double standardDeviation) implements Initialiser {
    @Override
    public double[] values(int count, long seed, long stream) {
      return normals(count, seed, stream, standardDeviation, 2);
    }
  }

  /** Uniform in [−bound, bound). */
  record Uniform(double bound) implements Initialiser {
    @Override
    public double[] values(int count, long seed, long stream) {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = bound * (2 * Philox.uniform(Philox.word(seed, stream, i)) - 1);
      }
      return values;
    }
  }

  /**
   * Normal with variance 1/fanIn, which keeps the variance of self-normalising networks (LeCun et
   * al. 1998; Klambauer et al. 2017, arXiv 1706.02515).
   */
  static Initialiser leCunNormal(int fanIn) {
    return new Normal(1 / Math.sqrt(fanIn));
  }

  /**
   * Uniform with bound √(6/((1+a²)·fanIn)) (He et al. 2015, arXiv 1502.01852, equation 14, for a
   * rectifier of negative slope a). With a = √5 the bound is 1/√fanIn.
   */
  static Initialiser kaimingUniform(int fanIn, double negativeSlope) {
    return new Uniform(Math.sqrt(6 / ((1 + negativeSlope * negativeSlope) * fanIn)));
  }

  private static double[] normals(int count, long seed, long stream, double scale, double bound) {
    double[] values = new double[count];
    int[] words = new int[4];
    for (int i = 0; i < count; i++) {
      double normal = Double.POSITIVE_INFINITY;
      // Attempt n of element i has its own block, whatever the other elements needed.
      for (long attempt = 0; !(Math.abs(normal) <= bound) || Double.isInfinite(normal); attempt++) {
        Philox.block(seed, stream, i + (attempt << 32), words, 0);
        double u = Philox.uniform(words[0]) + 0x1p-24;
        double v = Philox.uniform(words[1]);
        normal = Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
      }
      values[i] = scale * normal;
    }
    return values;
  }
}
