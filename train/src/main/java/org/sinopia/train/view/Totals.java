package org.sinopia.train.view;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.sinopia.train.view.layer.GrowingPlane;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.train.view.reading.CellOrder;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.xrf.cube.CubeHeader;

/**
 * The first pass over a scan: total counts of each pixel, the sum and the largest value of each
 * bin, and which pixels are missing. Values that are not finite count as nothing.
 */
final class Totals implements Pass.Work {
  private final int bins;
  private final GrowingPlane counts;
  private final double[] sum;
  private final float[] maximum;
  private final IntConsumer after;
  private int pixels;
  private int missing;

  /**
   * Nothing is read yet.
   *
   * @param after is told after each piece how many pixels were read
   */
  Totals(CubeHeader header, IntConsumer after) {
    this.bins = header.bins();
    this.counts = new GrowingPlane(header.height(), header.width());
    this.sum = new double[bins];
    this.maximum = new float[bins];
    Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
    this.after = after;
  }

  @Override
  public int firstBin() {
    return 0;
  }

  @Override
  public int endBin() {
    return bins;
  }

  @Override
  public void take(CellOrder.Step step, float[] spectra, boolean[] written) {
    float[] totals = new float[written.length];
    synchronized (this) {
      for (int p = 0; p < written.length; p++) {
        totals[p] = written[p] ? add(spectra, p * bins) : Float.NaN;
        missing += Float.isNaN(totals[p]) ? 1 : 0;
      }
      pixels += written.length;
    }
    counts.put(step, totals, 0);
    after.accept(pixels);
  }

  private float add(float[] spectra, int from) {
    double total = 0;
    boolean valid = false;
    for (int b = 0; b < bins; b++) {
      float value = spectra[from + b];
      if (Float.isFinite(value)) {
        total += value;
        sum[b] += value;
        maximum[b] = Math.max(maximum[b], value);
        valid = true;
      }
    }
    return valid ? (float) total : Float.NaN;
  }

  /** Total counts of pixels. */
  Plane plane() {
    return counts.plane();
  }

  /** The sum over the pixels read so far, one value per bin. */
  synchronized double[] sumSpectrum() {
    return sum.clone();
  }

  /** The largest value of any pixel read so far, one per bin; 0 if none is a number. */
  synchronized double[] maximumSpectrum() {
    double[] largest = new double[bins];
    for (int b = 0; b < bins; b++) {
      largest[b] = Float.isFinite(maximum[b]) ? maximum[b] : 0;
    }
    return largest;
  }

  /** Pixels read so far that are not missing. */
  synchronized int validPixels() {
    return pixels - missing;
  }

  /** Missing pixels among those read so far. */
  synchronized int missingPixels() {
    return missing;
  }
}
