package org.sinopia.train.data.spectra;

import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.npy.NpyArray;

/**
 * The mean spectrum of a scan, and how its spectra spread around that: the context in which each of
 * them is read. The mean tells what lies under the paint everywhere, and the instrument's own
 * lines; the spread tells which elements the paint differs in.
 */
public final class ScanMoments {
  /** The ending of the name of the file beside a latent. */
  public static final String ENDING = "-scan.npy";

  private final float[] mean;
  private final float[] spread;
  private final double counts;

  private ScanMoments(float[] mean, float[] spread, double counts) {
    this.mean = mean;
    this.spread = spread;
    this.counts = counts;
  }

  /** Sums that spectra of a scan are added to, one by one. */
  public static final class Sum implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] bins;
    private final double[] squares;
    private long spectra;

    /** The moments of spectra with a number of bins. */
    public Sum(int bins) {
      this.bins = new double[bins];
      this.squares = new double[bins];
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
          squares[bin] = Math.fma(x, (double) x, squares[bin]);
          any = true;
        }
      }
      spectra += any ? 1 : 0;
    }

    /** Adds what was added to another. */
    public void add(Sum other) {
      for (int bin = 0; bin < bins.length; bin++) {
        bins[bin] += other.bins[bin];
        squares[bin] += other.squares[bin];
      }
      spectra += other.spectra;
    }

    /** The moments of what was added. */
    public ScanMoments moments() {
      double total = 0;
      for (double bin : bins) {
        total += bin;
      }
      float[] mean = new float[bins.length];
      float[] spread = new float[bins.length];
      for (int bin = 0; bin < bins.length && total > 0; bin++) {
        mean[bin] = (float) Math.sqrt(bins[bin] / total);
        double usual = bins[bin] / spectra;
        // The variance less that of Poisson counts.
        double variance = Math.max(0, squares[bin] / spectra - usual * usual - usual);
        spread[bin] = (float) Math.sqrt(Math.sqrt(variance) * spectra / total);
      }
      return new ScanMoments(mean, spread, spectra > 0 ? total / spectra : 0);
    }
  }

  /** The numbers that an embedder reads: {@link #spectrum}, then {@link #spread}. A copy. */
  public float[] context() {
    float[] both = Arrays.copyOf(mean, 2 * mean.length);
    System.arraycopy(spread, 0, both, mean.length, spread.length);
    return both;
  }

  /** Copies {@link #context} to a row of a buffer. */
  void copyTo(MemorySegment into, long row) {
    long bytes = (long) mean.length * Float.BYTES;
    MemorySegment.copy(mean, 0, into, ValueLayout.JAVA_FLOAT, 2 * row * bytes, mean.length);
    MemorySegment.copy(
        spread, 0, into, ValueLayout.JAVA_FLOAT, (2 * row + 1) * bytes, spread.length);
  }

  /** √(mean / Σ mean), [bins]; zeros if there are no counts. A copy. */
  public float[] spectrum() {
    return mean.clone();
  }

  /**
   * √(σ / Σ mean), [bins], where σ² is the variance of a bin over the scan's spectra less that of
   * Poisson counts, or 0. A copy.
   */
  public float[] spread() {
    return spread.clone();
  }

  /** Writes an NPY of float32, [2, bins]: {@link #spectrum}, then {@link #spread}. */
  public void write(Path file) throws IOException {
    try (NpyArray array = NpyArray.create(file, SampleType.F32, 2, mean.length)) {
      array.write(0, MemorySegment.ofArray(context()));
      array.finish();
    }
  }

  /**
   * Reads what {@link #write} wrote; its {@link #counts} are 0.
   *
   * @throws org.sinopia.xrf.cube.CubeFormatException if it has another shape or is damaged
   */
  public static ScanMoments read(Path file, int bins) throws IOException {
    float[] both = NpyArray.readFloats(file, 2, bins);
    return new ScanMoments(
        Arrays.copyOf(both, bins), Arrays.copyOfRange(both, bins, both.length), 0);
  }

  /** Mean of the total counts of spectra that have any; 0 if none has. */
  public double counts() {
    return counts;
  }
}
