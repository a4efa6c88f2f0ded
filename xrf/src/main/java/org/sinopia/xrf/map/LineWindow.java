package org.sinopia.xrf.map;

import java.io.IOException;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeStream;
import org.sinopia.xrf.cube.DataCube;

/**
 * A window of energies around an emission line, with a side window on each side from which the
 * background under the line is taken as a straight line.
 *
 * @param fromKev lower end of the window, in keV
 * @param toKev upper end of the window, in keV, above {@code fromKev}
 * @param sideKev width of each side window, in keV, at least 0; 0 subtracts no background
 */
public record LineWindow(double fromKev, double toKev, double sideKev) {

  /**
   * Checks the window.
   *
   * @throws IllegalArgumentException if a component is out of the range given above
   */
  public LineWindow {
    if (!Double.isFinite(fromKev)
        || !Double.isFinite(toKev)
        || !(toKev > fromKev)
        || !(sideKev >= 0)
        || !Double.isFinite(sideKev)) {
      throw new IllegalArgumentException(
          "line window: %s to %s keV, sides of %s keV, expected a rise and sides of at least 0"
              .formatted(fromKev, toKev, sideKev));
    }
  }

  /**
   * The weights whose dot product with a spectrum is the net counts in the window: counts in the
   * window, those of bins cut by its ends in proportion, less the background. The background's
   * density is linear between the middles of the side windows; a side window beyond the axis is cut
   * there, and where nothing of it is left, the other side's density is taken throughout.
   *
   * @param axis axis of the spectrum
   * @return one weight per bin
   * @throws IllegalArgumentException if nothing of the window is on the axis
   */
  public double[] weights(EnergyAxis axis) {
    double low = Math.max(fromKev, axis.fromKev());
    double high = Math.min(toKev, axis.toKev());
    if (!(high > low)) {
      throw new IllegalArgumentException(
          "line window: %s to %s keV is outside the axis of %s to %s keV"
              .formatted(fromKev, toKev, axis.fromKev(), axis.toKev()));
    }
    double[] weights = new double[axis.bins()];
    add(weights, axis, low, high, 1);
    double leftLow = Math.max(low - sideKev, axis.fromKev());
    double rightHigh = Math.min(high + sideKev, axis.toKev());
    double left = low - leftLow;
    double right = rightHigh - high;
    if (left <= 0 && right <= 0) {
      return weights;
    }
    double share;
    if (left <= 0) {
      share = 1;
    } else if (right <= 0) {
      share = 0;
    } else {
      // Where the window's middle is between the middles of the sides, 0 to 1.
      share = ((low + high) / 2 - (low - left / 2)) / ((high + right / 2) - (low - left / 2));
    }
    if (left > 0) {
      add(weights, axis, leftLow, low, -(1 - share) * (high - low) / left);
    }
    if (right > 0) {
      add(weights, axis, high, rightHigh, -share * (high - low) / right);
    }
    return weights;
  }

  /** Adds a weight to the bins between two energies, to cut bins in proportion. */
  private static void add(double[] weights, EnergyAxis axis, double low, double high, double w) {
    for (int i = 0; i < weights.length; i++) {
      double overlap = Math.min(high, axis.edgeKev(i + 1)) - Math.max(low, axis.edgeKev(i));
      if (overlap > 0) {
        weights[i] += w * Math.min(1, overlap / axis.widthKev());
      }
    }
  }

  /**
   * The map of net counts in the window: where an element is, and how much its line shows.
   *
   * @param cube a calibrated cube
   * @return net counts, ordered (row, column), height x width of them; negative where the
   *     background exceeds the counts
   * @throws IllegalArgumentException if the cube has no energy axis, the window is not on it, or
   *     the map has 2<sup>31</sup> pixels or more
   * @throws IOException if the cube cannot be read
   */
  public float[] map(DataCube cube) throws IOException {
    CubeHeader header = cube.header();
    EnergyAxis axis =
        header
            .energy()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "energy: none in the cube, a map needs a calibrated one; give --calibration OFFSET,GAIN"));
    if (header.pixels() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "map: %d pixels, expected less than 2^31".formatted(header.pixels()));
    }
    double[] weights = weights(axis);
    int first = 0;
    // All are 0 where window and sides lie in one bin.
    while (first < weights.length && weights[first] == 0) {
      first++;
    }
    int end = weights.length;
    while (end > first && weights[end - 1] == 0) {
      end--;
    }
    float[] map = new float[(int) header.pixels()];
    int from = first;
    int to = end;
    CubeStream.forEachSpectrum(
        cube,
        (row, column, counts) -> {
          double net = 0;
          for (int b = from; b < to; b++) {
            net += weights[b] * counts[b];
          }
          map[row * header.width() + column] = (float) net;
        });
    return map;
  }
}
