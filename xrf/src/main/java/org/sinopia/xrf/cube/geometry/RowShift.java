package org.sinopia.xrf.cube.geometry;

import java.io.IOException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeStream;
import org.sinopia.xrf.cube.DataCube;

/**
 * How far the odd rows of a scan are moved against the even ones.
 *
 * @param columns by how many columns they are too far right; negative: too far left
 * @param correlation of odd rows, moved back, with the mean of their even neighbours
 * @param before their correlation as they are
 */
public record RowShift(double columns, double correlation, double before) {

  /** Bands of energy, each a picture that votes. */
  private static final int BANDS = 24;

  private static final int MAX_SHIFT = 8;

  /** Shorter rows, or fewer, tell nothing. */
  private static final int MIN_SIDE = 8;

  /**
   * Estimates the shift: the one at which the odd rows correlate best with the mean of the rows
   * above and below, in all bands of energy together, refined by the parabola through the best
   * three.
   *
   * @throws IllegalArgumentException if the cube has fewer than 8 rows or columns, or its rows do
   *     not vary
   */
  public static RowShift estimate(DataCube cube) throws IOException {
    CubeHeader header = cube.header();
    int height = header.height();
    int width = header.width();
    if (height < MIN_SIDE || width < MIN_SIDE) {
      throw new IllegalArgumentException(
          "deskew: %d x %d pixels, expected at least %d a side".formatted(height, width, MIN_SIDE));
    }
    int bands = Math.min(BANDS, header.bins());
    double[][][] pictures = pictures(cube, bands);
    int most = Math.min(MAX_SHIFT, width / 4);
    double[] correlations = new double[2 * most + 1];
    int best = most;
    for (int shift = -most; shift <= most; shift++) {
      correlations[shift + most] = correlation(pictures, shift, most);
      if (correlations[shift + most] > correlations[best]) {
        best = shift + most;
      }
    }
    if (!(correlations[best] > 0)) {
      throw new IllegalArgumentException("deskew: odd rows do not correlate with even ones");
    }
    double columns = best - most;
    if (best > 0 && best < 2 * most) {
      double left = correlations[best - 1];
      double right = correlations[best + 1];
      double curvature = left - 2 * correlations[best] + right;
      columns += curvature < 0 ? 0.5 * (left - right) / curvature : 0;
    }
    // A hundredth of a pixel is finer than the estimate.
    return new RowShift(Math.rint(columns * 100) / 100, correlations[best], correlations[most]);
  }

  private static double[][][] pictures(DataCube cube, int bands) throws IOException {
    CubeHeader header = cube.header();
    double[][][] pictures = new double[bands][header.height()][header.width()];
    CubeStream.forEachSpectrum(
        cube,
        (row, column, counts) -> {
          for (int b = 0; b < counts.length; b++) {
            int band = (int) ((long) b * bands / counts.length);
            if (Double.isFinite(counts[b])) {
              pictures[band][row][column] += counts[b];
            }
          }
        });
    // Square roots of counts have one noise, whatever their number.
    for (double[][] picture : pictures) {
      for (double[] row : picture) {
        for (int x = 0; x < row.length; x++) {
          row[x] = Math.sqrt(Math.max(0, row[x]));
        }
      }
    }
    return pictures;
  }

  private static double correlation(double[][][] pictures, int shift, int most) {
    double products = 0;
    double odd = 0;
    double even = 0;
    for (double[][] picture : pictures) {
      for (int y = 1; y + 1 < picture.length; y += 2) {
        int width = picture[y].length;
        int count = width - 2 * most;
        double oddMean = 0;
        double evenMean = 0;
        for (int x = most; x < width - most; x++) {
          oddMean += picture[y][x + shift];
          evenMean += picture[y - 1][x] + picture[y + 1][x];
        }
        oddMean /= count;
        evenMean /= 2.0 * count;
        for (int x = most; x < width - most; x++) {
          double a = picture[y][x + shift] - oddMean;
          double b = (picture[y - 1][x] + picture[y + 1][x]) / 2 - evenMean;
          products += a * b;
          odd += a * a;
          even += b * b;
        }
      }
    }
    return odd > 0 && even > 0 ? products / Math.sqrt(odd * even) : 0;
  }
}
