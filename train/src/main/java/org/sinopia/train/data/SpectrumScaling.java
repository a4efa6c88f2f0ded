package org.sinopia.train.data;

import java.util.Objects;
import org.sinopia.tensor.op.CountScaling;

/**
 * How a spectrum of counts becomes the input of an embedder. What is not a positive finite number
 * counts as 0, and a spectrum without counts becomes all zeros.
 */
public enum SpectrumScaling {
  /**
   * √(x / Σx): of unit length, and of about the same variance in every bin, 1/(4 Σx), where counts
   * are Poisson's (Bartlett 1936, "The square root transformation in analysis of variance").
   */
  SQRT(CountScaling.SQRT) {
    @Override
    void scale(float[] values, int from, int to) {
      double scale = inverse(sum(values, from, to));
      for (int i = from; i < to; i++) {
        values[i] = (float) Math.sqrt(values[i] * scale);
      }
    }
  },
  /** x / max x. */
  UNIT_MAX(CountScaling.UNIT_MAX) {
    @Override
    void scale(float[] values, int from, int to) {
      double most = 0;
      for (int i = from; i < to; i++) {
        most = Math.max(most, values[i]);
      }
      multiply(values, from, to, inverse(most));
    }
  },
  /** x / Σx. */
  UNIT_AREA(CountScaling.UNIT_AREA) {
    @Override
    void scale(float[] values, int from, int to) {
      multiply(values, from, to, inverse(sum(values, from, to)));
    }
  };

  private final CountScaling inOps;

  SpectrumScaling(CountScaling inOps) {
    this.inOps = inOps;
  }

  /** The same where an op scales the counts that it encodes. */
  public CountScaling inOps() {
    return inOps;
  }

  /** Scales values that are finite and not negative. */
  abstract void scale(float[] values, int from, int to);

  /**
   * Scales one spectrum of many that lie one after another, in place.
   *
   * @param values counts, which need not be whole
   * @param from index of its first bin
   * @param bins how many it has
   */
  public final void apply(float[] values, int from, int bins) {
    Objects.checkFromIndexSize(from, bins, values.length);
    for (int i = from; i < from + bins; i++) {
      if (!(values[i] > 0 && values[i] <= Float.MAX_VALUE)) {
        values[i] = 0;
      }
    }
    scale(values, from, from + bins);
  }

  private static double sum(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum;
  }

  private static double inverse(double total) {
    return total > 0 ? 1 / total : 0;
  }

  private static void multiply(float[] values, int from, int to, double scale) {
    for (int i = from; i < to; i++) {
      values[i] = (float) (values[i] * scale);
    }
  }
}
