package org.sinopia.kernels.launch.product;

import java.util.List;
import org.sinopia.kernels.device.DeviceProperties;

/**
 * How a matrix product is cut up: square tiles of the result, and splits of the inner axis where
 * the tiles alone would not fill the device. Follows from sizes and device properties alone, and so
 * does the order of all sums.
 *
 * @param tile rows and columns of a tile
 * @param splits of the inner axis; with more than one their sums are added in a second launch
 * @param splitLength inner indices of a split, the last may have fewer
 * @param blocks tiles times splits times products
 */
record GemmPlan(int tile, int splits, int splitLength, int blocks) {
  /** Inner indices are dealt out in such portions, which all kernels' tiles divide. */
  private static final int PORTION = 32;

  /** Shorter splits would spend more on adding up than they gain. */
  private static final int MIN_LENGTH = 256;

  private static final int MAX_SPLITS = 32;

  /** The cost of moving one element through memory, in multiply-adds of one multiprocessor. */
  private static final double MOVE = 32;

  /**
   * The plan of least estimated time for {@code batch} products of [m, k] and [k, n].
   *
   * @param tiles the sizes there are kernels for
   */
  static GemmPlan of(int batch, int m, int n, int k, List<Integer> tiles, DeviceProperties device) {
    GemmPlan best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int tile : tiles) {
      GemmPlan plan = of(batch, m, n, k, tile, device.multiprocessors());
      double time = plan.time((double) batch * m * n, device.multiprocessors());
      if (time < least) {
        least = time;
        best = plan;
      }
    }
    return best;
  }

  private static GemmPlan of(int batch, int m, int n, int k, int tile, int multiprocessors) {
    long count = (long) batch * ceil(m, tile) * ceil(n, tile);
    long wanted = Math.min(multiprocessors / count, Math.min(k / MIN_LENGTH, MAX_SPLITS));
    int length = ceil(ceil(k, (int) Math.max(1, wanted)), PORTION) * PORTION;
    int splits = ceil(k, length);
    return new GemmPlan(tile, splits, length, Math.toIntExact(count * splits));
  }

  /**
   * Waves of blocks over the multiprocessors times the multiply-adds of a block, of which small
   * tiles do fewer at a time because they read more for each; and the second launch.
   */
  private double time(double elements, int multiprocessors) {
    double slowdown = 1 + 16.0 / tile;
    double first = (double) ceil(blocks, multiprocessors) * tile * tile * splitLength * slowdown;
    return splits == 1 ? first : first + elements * (splits + 1) * MOVE / multiprocessors;
  }

  private static int ceil(int a, int b) {
    return (a - 1) / b + 1;
  }
}
