package org.sinopia.train.baseline;

import java.util.stream.IntStream;

/**
 * Neighbouring pixels make it likely that a pixel has their kind of paint. A Potts field, which
 * costs an edge the same however far the colours on its sides are apart, and so keeps edges; its
 * marginals are found by mean field, q_i(k) ∝ p_i(k) · exp(β Σ_n q_n(k)) with the sum over the
 * eight neighbours n (Geman and Geman 1984, doi 10.1109/TPAMI.1984.4767596; Zhang 1992, doi
 * 10.1109/78.157297).
 */
final class NeighbourPrior {
  private static final double BETA = 2;

  /** From how many pixels away paint tells of a pixel: one for each sweep over the picture. */
  static final int REACH = 6;

  private static final float NEGLIGIBLE = -40;

  private final int height;
  private final int width;
  private final int kinds;

  NeighbourPrior(int height, int width, int kinds) {
    this.height = height;
    this.width = width;
    this.kinds = kinds;
  }

  /**
   * The marginals.
   *
   * @param logs [height · width, kinds], log p_i(k) up to a number for each pixel
   * @param sweeps over all pixels; without any, pixels are told by themselves
   * @return [height · width, kinds], q_i(k), which sum to 1 over kinds
   */
  float[] marginals(float[] logs, int sweeps) {
    float[] now = new float[logs.length];
    IntStream.range(0, height * width).parallel().forEach(i -> softmax(logs, i, now));
    float[] before = now;
    float[] after = sweeps > 0 ? new float[logs.length] : now;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      float[] from = before;
      float[] to = after;
      IntStream.range(0, height).parallel().forEach(row -> sweep(logs, row, from, to));
      before = to;
      after = from;
    }
    return before;
  }

  private void sweep(float[] logs, int row, float[] from, float[] to) {
    for (int column = 0; column < width; column++) {
      int pixel = row * width + column;
      int at = pixel * kinds;
      System.arraycopy(logs, at, to, at, kinds);
      for (int y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          if (y != row || x != column) {
            int neighbour = (y * width + x) * kinds;
            for (int k = 0; k < kinds; k++) {
              to[at + k] += (float) BETA * from[neighbour + k];
            }
          }
        }
      }
      softmax(to, pixel, to);
      // All pixels change at once; half of the step keeps them from swinging to and fro.
      for (int k = 0; k < kinds; k++) {
        to[at + k] = (to[at + k] + from[at + k]) / 2;
      }
    }
  }

  private void softmax(float[] logs, int pixel, float[] into) {
    int at = pixel * kinds;
    float most = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < kinds; k++) {
      most = Math.max(most, logs[at + k]);
    }
    double sum = 0;
    for (int k = 0; k < kinds; k++) {
      float below = logs[at + k] - most;
      into[at + k] = below < NEGLIGIBLE ? 0 : (float) StrictMath.exp(below);
      sum += into[at + k];
    }
    for (int k = 0; k < kinds; k++) {
      into[at + k] /= (float) sum;
    }
  }
}
