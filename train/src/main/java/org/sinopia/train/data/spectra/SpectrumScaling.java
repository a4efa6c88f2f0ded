package org.sinopia.train.data.spectra;

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
  UNIT_AREA(CountScaling.UNIT_AREA),
  /**
   * √(x / n), where n is the mean of Σx over the scan: of about the same variance in every bin and
   * pixel, and pixels that emit more stay larger, as lead white does beside carbon black.
   */
  SQRT_BY_SCAN(CountScaling.NONE);

  private final CountScaling inOps;

  SpectrumScaling(CountScaling inOps) {
    this.inOps = inOps;
  }

  /** True if the scale is the scan's rather than the spectrum's own. */
  public boolean byScan() {
    return this == SQRT_BY_SCAN;
  }

  /**
   * The same where an op scales the counts that it encodes; nothing is left to it if the scale is
   * the scan's.
   */
  public CountScaling inOps() {
    return inOps;
  }

  /**
   * Scales one spectrum of many that lie one after another, in place.
   *
   * @param values counts, which need not be whole
   * @param from index of its first bin
   * @param bins how many it has
   * @param scan the mean spectrum of its scan
   */
  public void apply(float[] values, int from, int bins, ScanMoments scan) {
    Objects.checkFromIndexSize(from, bins, values.length);
    if (byScan()) {
      boolean normal = scan.counts() >= Float.MIN_NORMAL && scan.counts() <= Float.MAX_VALUE;
      double scale = normal ? 1 / scan.counts() : 0;
      for (int i = from; i < from + bins; i++) {
        float x = values[i];
        values[i] = x > 0 && x <= Float.MAX_VALUE ? (float) Math.sqrt(x * scale) : 0;
      }
      return;
    }
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
