package org.sinopia.xrf.registration;

import java.util.Arrays;

/**
 * Planes of numbers over the same pixels, some of which may be missing. Not to be changed once
 * made.
 */
final class PlaneStack {

  private final int height;
  private final int width;
  private final float[][] planes;
  private final float[] weights;

  /**
   * Takes planes.
   *
   * @param planes each ordered (row, column); kept, not copied
   * @param weights how much of each pixel is there, 0 to 1
   */
  PlaneStack(int height, int width, float[][] planes, float[] weights) {
    this.height = height;
    this.width = width;
    this.planes = planes;
    this.weights = weights;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int count() {
    return planes.length;
  }

  float[] plane(int index) {
    return planes[index];
  }

  float weight(int pixel) {
    return weights[pixel];
  }

  /** How many pixels are there. */
  double known() {
    double known = 0;
    for (float weight : weights) {
      known += weight;
    }
    return known;
  }

  /** Mirrored about the vertical middle, the horizontal one, or both. */
  PlaneStack mirrored(boolean leftRight, boolean topBottom) {
    float[][] turned = new float[planes.length][weights.length];
    float[] turnedWeights = new float[weights.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (topBottom ? height - 1 - y : y) * width + (leftRight ? width - 1 - x : x);
        int to = y * width + x;
        turnedWeights[to] = weights[from];
        for (int p = 0; p < planes.length; p++) {
          turned[p][to] = planes[p][from];
        }
      }
    }
    return new PlaneStack(height, width, turned, turnedWeights);
  }

  /** With a longer side of at most a number of pixels, in the same proportions. */
  PlaneStack within(double side) {
    double factor = Math.max(height, width) / side;
    if (factor <= 1) {
      return this;
    }
    return resized(
        (int) Math.max(1, Math.round(height / factor)),
        (int) Math.max(1, Math.round(width / factor)));
  }

  /**
   * Smaller, edges to edges: each pixel is the mean of what is there of the area it covers.
   *
   * @param rows at most the height
   * @param columns at most the width
   */
  PlaneStack resized(int rows, int columns) {
    double down = (double) height / rows;
    double across = (double) width / columns;
    float[][] means = new float[planes.length][rows * columns];
    float[] covered = new float[rows * columns];
    double[] sums = new double[planes.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double weight = 0;
        Arrays.fill(sums, 0);
        double top = r * down;
        double bottom = Math.min(height, top + down);
        double left = c * across;
        double right = Math.min(width, left + across);
        for (int y = (int) top; y < bottom; y++) {
          double tall = Math.min(bottom, y + 1.0) - Math.max(top, y);
          for (int x = (int) left; x < right; x++) {
            double part = tall * (Math.min(right, x + 1.0) - Math.max(left, x));
            double here = part * weights[y * width + x];
            weight += here;
            for (int p = 0; p < sums.length; p++) {
              sums[p] += here * planes[p][y * width + x];
            }
          }
        }
        int at = r * columns + c;
        covered[at] = (float) Math.min(1, weight / (down * across));
        for (int p = 0; p < sums.length; p++) {
          means[p][at] = weight > 0 ? (float) (sums[p] / weight) : 0;
        }
      }
    }
    return new PlaneStack(rows, columns, means, covered);
  }

  /**
   * Each pixel less the mean of its surroundings: edges and small things, which tell places apart,
   * and not the light and dark halves of most pictures.
   *
   * @param radius of the surroundings, a square, in pixels
   */
  PlaneStack detail(int radius) {
    float[][] details = new float[planes.length][];
    double[] around = boxes(weights, null, radius);
    for (int p = 0; p < planes.length; p++) {
      double[] sums = boxes(planes[p], weights, radius);
      float[] detail = new float[weights.length];
      for (int i = 0; i < detail.length; i++) {
        detail[i] = weights[i] > 0 ? (float) (planes[p][i] - sums[i] / around[i]) : 0;
      }
      details[p] = detail;
    }
    return new PlaneStack(height, width, details, weights);
  }

  /** Sums over the surroundings of each pixel, of values times weights where there are weights. */
  private double[] boxes(float[] values, float[] times, int radius) {
    double[] table = new double[(height + 1) * (width + 1)];
    for (int y = 0; y < height; y++) {
      double row = 0;
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        row += times == null ? values[at] : (double) values[at] * times[at];
        table[(y + 1) * (width + 1) + x + 1] = table[y * (width + 1) + x + 1] + row;
      }
    }
    double[] sums = new double[height * width];
    for (int y = 0; y < height; y++) {
      int top = Math.max(0, y - radius) * (width + 1);
      int bottom = Math.min(height, y + radius + 1) * (width + 1);
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - radius);
        int right = Math.min(width, x + radius + 1);
        sums[y * width + x] =
            table[bottom + right] - table[top + right] - table[bottom + left] + table[top + left];
      }
    }
    return sums;
  }

  /**
   * All planes at a point between pixels.
   *
   * @param values receives them; 0 outside
   * @return whether more than half of what surrounds the point is there
   */
  boolean at(double x, double y, double[] values) {
    Arrays.fill(values, 0);
    if (!(x > -0.5 && y > -0.5 && x < width - 0.5 && y < height - 0.5)) {
      return false;
    }
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double fx = x - left;
    double fy = y - top;
    double known = 0;
    for (int corner = 0; corner < 4; corner++) {
      int dx = corner & 1;
      int dy = corner >> 1;
      // Half a pixel beyond the middles of those at the edge still belongs to them.
      int column = Math.clamp((long) left + dx, 0, width - 1);
      int row = Math.clamp((long) top + dy, 0, height - 1);
      int pixel = row * width + column;
      double weight = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy) * weights[pixel];
      if (weight > 0) {
        known += weight;
        for (int p = 0; p < planes.length; p++) {
          values[p] += weight * planes[p][pixel];
        }
      }
    }
    if (!(known > 0.5)) {
      Arrays.fill(values, 0);
      return false;
    }
    for (int p = 0; p < planes.length; p++) {
      values[p] /= known;
    }
    return true;
  }
}
