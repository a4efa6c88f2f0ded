package org.sinopia.xrf.fit;

import java.lang.foreign.MemorySegment;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.fit.lines.FitRange;

/**
 * Spectra that are fitted together, cut to the range of the fit. A pixel without a single number is
 * missing; a bin that is NaN takes the value between its neighbours.
 */
final class SpectrumBatch {
  private final FitRange range;
  private final float[] counts;
  private final boolean[] missing;

  SpectrumBatch(FitRange range, int pixels) {
    this.range = range;
    this.counts = new float[pixels * range.bins()];
    this.missing = new boolean[pixels];
  }

  /**
   * Takes a row of pixels.
   *
   * @param cube whose pixels they are
   * @param part rectangle of the cube that this batch is of, row by row
   * @param row in it
   * @param samples of the cube's type, rows as wide as the part
   * @param sampleRow row of the samples
   */
  void put(DataCube cube, Tile part, int row, MemorySegment samples, int sampleRow) {
    SampleType type = cube.header().type();
    long first = (long) sampleRow * part.width() * range.axis().bins() + range.first();
    for (int x = 0; x < part.width(); x++) {
      int pixel = row * part.width() + x;
      int to = pixel * range.bins();
      long from = first + (long) x * range.axis().bins();
      type.toFloats(samples, from, counts, to, range.bins());
      missing[pixel] = !mend(to) || !cube.isWritten(part.row() + row, part.column() + x);
    }
  }

  /**
   * Takes all pixels from whole spectra.
   *
   * @param spectra one after another, each of the axis' bins
   * @param written whether the file holds a pixel's samples, for each
   */
  void put(float[] spectra, boolean[] written) {
    for (int pixel = 0; pixel < missing.length; pixel++) {
      int to = pixel * range.bins();
      System.arraycopy(
          spectra, pixel * range.axis().bins() + range.first(), counts, to, range.bins());
      missing[pixel] = !mend(to) || !written[pixel];
    }
  }

  /** Fills gaps; false, and all of it 0, if there is nothing else. */
  private boolean mend(int at) {
    int last = -1;
    boolean gaps = false;
    for (int b = 0; b < range.bins(); b++) {
      if (Float.isNaN(counts[at + b])) {
        gaps = true;
      } else {
        if (gaps && b > last + 1) {
          fill(at, last, b);
        }
        last = b;
      }
    }
    if (gaps && last < range.bins() - 1) {
      fill(at, last, range.bins());
    }
    return last >= 0;
  }

  private void fill(int at, int left, int right) {
    float low = left >= 0 ? counts[at + left] : right < range.bins() ? counts[at + right] : 0;
    float high = right < range.bins() ? counts[at + right] : low;
    for (int b = left + 1; b < right; b++) {
      float share = (float) (b - left) / (right - left);
      counts[at + b] = low + share * (high - low);
    }
  }

  /** Number of pixels. */
  int pixels() {
    return missing.length;
  }

  /** Whether all pixels are missing. */
  boolean isEmpty() {
    for (boolean one : missing) {
      if (!one) {
        return false;
      }
    }
    return true;
  }

  /** [pixels, bins of the range]. */
  float[] counts() {
    return counts;
  }

  /** Whether a pixel has no data. */
  boolean missing(int pixel) {
    return missing[pixel];
  }
}
