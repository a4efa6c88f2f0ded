package org.sinopia.train.view;

import java.util.Arrays;
import org.sinopia.train.view.reading.CellOrder;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.xrf.cube.Tile;

/**
 * The pass that adds up the spectra of a region: the sum and the largest value of each bin. Values
 * that are not finite count as nothing.
 */
final class RegionSpectrum implements Pass.Work {
  private final int bins;
  private final RegionMask mask;
  private final double[] sum;
  private final double[] maximum;
  private int pixels;

  /** Nothing is read yet. */
  RegionSpectrum(int bins, RegionMask mask) {
    this.bins = bins;
    this.mask = mask;
    this.sum = new double[bins];
    this.maximum = new double[bins];
    Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
  }

  /**
   * The spectrum of a region so far.
   *
   * @param pixels whose spectra were added
   */
  record Numbers(int pixels, Spectrum sum, Spectrum maximum) {}

  /** One value per bin. Immutable. */
  static final class Spectrum {
    private final double[] values;

    Spectrum(double[] values) {
      this.values = values;
    }

    double[] values() {
      return values.clone();
    }
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
  public boolean wants(Tile tile) {
    return mask.touches(tile);
  }

  @Override
  public synchronized void take(CellOrder.Step step, float[] spectra, boolean[] written) {
    Tile tile = step.tile();
    for (int p = 0; p < written.length; p++) {
      int row = tile.row() + p / tile.width();
      int column = tile.column() + p % tile.width();
      if (written[p] && mask.contains(row, column) && add(spectra, p * bins)) {
        pixels++;
      }
    }
  }

  private boolean add(float[] spectra, int from) {
    boolean valid = false;
    for (int b = 0; b < bins; b++) {
      float value = spectra[from + b];
      if (Float.isFinite(value)) {
        sum[b] += value;
        maximum[b] = Math.max(maximum[b], value);
        valid = true;
      }
    }
    return valid;
  }

  /** Pixels of the region. */
  int pixels() {
    return mask.count();
  }

  /** The numbers so far. */
  synchronized Numbers numbers() {
    double[] largest = new double[bins];
    for (int b = 0; b < bins; b++) {
      largest[b] = Double.isFinite(maximum[b]) ? maximum[b] : 0;
    }
    return new Numbers(pixels, new Spectrum(sum.clone()), new Spectrum(largest));
  }
}
