package org.sinopia.train.data;

import java.util.Objects;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.op.CountScaling;

/** How a spectrum of counts becomes the input of an embedder: what {@link CountScaling} defines. */
public enum SpectrumScaling {
  /**
   * √(x / Σx): of unit length, and of about the same variance in every bin, 1/(4 Σx), where counts
   * are Poisson's (Bartlett 1936, "The square root transformation in analysis of variance").
   */
  SQRT(CountScaling.SQRT),
  /** x / max x. */
  UNIT_MAX(CountScaling.UNIT_MAX),
  /** x / Σx. */
  UNIT_AREA(CountScaling.UNIT_AREA);

  private final CountScaling inOps;

  SpectrumScaling(CountScaling inOps) {
    this.inOps = inOps;
  }

  /** The same where an op scales the counts that it encodes. */
  public CountScaling inOps() {
    return inOps;
  }

  /**
   * Scales one spectrum of many that lie one after another, in place.
   *
   * @param values counts, which need not be whole
   * @param from index of its first bin
   * @param bins how many it has
   */
  public void apply(float[] values, int from, int bins) {
    Objects.checkFromIndexSize(from, bins, values.length);
    double[] spectrum = new double[bins];
    for (int bin = 0; bin < bins; bin++) {
      spectrum[bin] = values[from + bin];
    }
    inOps.scale(spectrum, DType.F32);
    for (int bin = 0; bin < bins; bin++) {
      values[from + bin] = (float) spectrum[bin];
    }
  }
}
