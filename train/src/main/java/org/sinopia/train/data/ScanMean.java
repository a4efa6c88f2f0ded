package org.sinopia.train.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The mean spectrum of a scan: the context in which each of its spectra is read. It tells what lies
 * under the paint everywhere, and the instrument's own lines.
 */
public final class ScanMean {
  private final float[] spectrum;
  private final double counts;

  private ScanMean(float[] spectrum, double counts) {
    this.spectrum = spectrum;
    this.counts = counts;
  }

  /** A sum that spectra of a scan are added to, one by one. */
  public static final class Sum {
    private final double[] bins;
    private long spectra;

    /** Of spectra with so many bins. */
    public Sum(int bins) {
      this.bins = new double[bins];
    }

    /**
     * Adds a spectrum; of its bins, those that hold no positive finite number count as 0, and a
     * spectrum without counts is left out.
     *
     * @param counts of one or more spectra
     * @param from index of its first bin
     */
    public void add(float[] counts, int from) {
      boolean any = false;
      for (int bin = 0; bin < bins.length; bin++) {
        float x = counts[from + bin];
        if (x > 0 && x <= Float.MAX_VALUE) {
          bins[bin] += x;
          any = true;
        }
      }
      spectra += any ? 1 : 0;
    }

    /** The mean of what was added. */
    public ScanMean mean() {
      double total = 0;
      for (double bin : bins) {
        total += bin;
      }
      float[] spectrum = new float[bins.length];
      for (int bin = 0; bin < bins.length && total > 0; bin++) {
        spectrum[bin] = (float) Math.sqrt(bins[bin] / total);
      }
      return new ScanMean(spectrum, spectra > 0 ? total / spectra : 0);
    }
  }

  /** Copies {@link #spectrum()} to a row of a buffer. */
  void copyTo(MemorySegment into, long row) {
    MemorySegment.copy(
        spectrum,
        0,
        into,
        ValueLayout.JAVA_FLOAT,
        row * spectrum.length * Float.BYTES,
        spectrum.length);
  }

  /** √(mean / Σ mean), [bins]; zeros if there are no counts. A copy. */
  public float[] spectrum() {
    return spectrum.clone();
  }

  /** Mean of the total counts of spectra that have any; 0 if none has. */
  public double counts() {
    return counts;
  }
}
