package org.sinopia.tensor.cpu.image;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.op.ImageOp.MeanPool2;
import org.sinopia.tensor.op.ImageOp.MeanPool2Backward;

/**
 * Halving of images and its backward, row by row; bound by memory.
 *
 * <p>A vector of the half row comes from two neighbouring vectors of the sum of two rows: the even
 * lanes of both plus the odd lanes of both.
 */
final class CpuMeanPool2 {
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(FloatVectors.FLOATS, i -> 2 * i % COUNT);
  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(FloatVectors.FLOATS, i -> 2 * i % COUNT + 1);
  private static final VectorShuffle<Float> TWICE_LOW =
      VectorShuffle.fromOp(FloatVectors.FLOATS, i -> i / 2);
  private static final VectorShuffle<Float> TWICE_HIGH =
      VectorShuffle.fromOp(FloatVectors.FLOATS, i -> (COUNT + i) / 2);
  private static final VectorMask<Float> SECOND_HALF = FloatVectors.first(COUNT / 2).not();

  /** Pixels of the half image that are worth a piece. */
  private static final int GRAIN = 8192;

  private final Workers workers;

  CpuMeanPool2(Workers workers) {
    this.workers = workers;
  }

  void forward(MeanPool2 op) {
    int[] e = op.x().shape().extents();
    halve(op.x().memory(), e[0] * e[1], e[2], e[3], op.y().memory());
  }

  void backward(MeanPool2Backward op) {
    int[] e = op.gradX().shape().extents();
    spread(op.gradY().memory(), e[0] * e[1], e[2], e[3], plane -> 0, op.gradX().memory());
  }

  /** Halves planes [height, width] that lie one after the other. */
  void halve(MemorySegment x, int planes, int height, int width, MemorySegment y) {
    int halfHeight = height / 2;
    int halfWidth = width / 2;
    workers.ranges(
        planes * halfHeight,
        Math.max(1, GRAIN / halfWidth),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int above = (row / halfHeight * height + row % halfHeight * 2) * width;
            halveRows(x, above, above + width, y, row * halfWidth, halfWidth);
          }
        });
  }

  /**
   * Scales planes [height, width] that lie one after the other, and adds to each pixel a quarter of
   * the one that it was pooled to.
   *
   * @param keep by which factor a plane is scaled; where 0, its content is not read
   */
  void spread(
      MemorySegment half, int planes, int height, int width, PlaneFactor keep, MemorySegment x) {
    int halfHeight = height / 2;
    int halfWidth = width / 2;
    workers.ranges(
        planes * height,
        Math.max(1, 4 * GRAIN / width),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int plane = row / height;
            int pooled = row % height / 2;
            boolean leftOut = pooled == halfHeight;
            spreadRow(
                half,
                leftOut ? 0 : (plane * halfHeight + pooled) * halfWidth,
                leftOut ? 0 : halfWidth,
                keep.of(plane),
                x,
                row * width,
                width);
          }
        });
  }

  private static void halveRows(
      MemorySegment x, int above, int below, MemorySegment y, int to, int halfWidth) {
    int c = 0;
    for (; c <= halfWidth - COUNT; c += COUNT) {
      FloatVector left = load(x, above + 2 * c).add(load(x, below + 2 * c));
      FloatVector right = load(x, above + 2 * c + COUNT).add(load(x, below + 2 * c + COUNT));
      store(pairs(left, right), y, to + c);
    }
    if (c < halfWidth) {
      VectorMask<Float> thereLeft = FloatVectors.first(2 * (halfWidth - c));
      VectorMask<Float> thereRight = FloatVectors.first(2 * (halfWidth - c) - COUNT);
      FloatVector left = load(x, above + 2 * c, thereLeft).add(load(x, below + 2 * c, thereLeft));
      FloatVector right =
          load(x, above + 2 * c + COUNT, thereRight)
              .add(load(x, below + 2 * c + COUNT, thereRight));
      store(pairs(left, right), y, to + c, FloatVectors.first(halfWidth - c));
    }
  }

  private static FloatVector pairs(FloatVector left, FloatVector right) {
    FloatVector even = left.rearrange(EVEN).blend(right.rearrange(EVEN), SECOND_HALF);
    FloatVector odd = left.rearrange(ODD).blend(right.rearrange(ODD), SECOND_HALF);
    return even.add(odd).mul(0.25f);
  }

  private static void spreadRow(
      MemorySegment half, int from, int count, float keep, MemorySegment x, int to, int width) {
    VectorMask<Float> kept = FloatVectors.FLOATS.maskAll(keep != 0);
    for (int c = 0; 2 * c < width; c += COUNT) {
      FloatVector quarter = load(half, from + c, FloatVectors.first(count - c)).mul(0.25f);
      int low = to + 2 * c;
      VectorMask<Float> there = FloatVectors.first(width - 2 * c);
      store(
          load(x, low, there.and(kept)).fma(all(keep), quarter.rearrange(TWICE_LOW)),
          x,
          low,
          there);
      int high = low + COUNT;
      there = FloatVectors.first(width - 2 * c - COUNT);
      store(
          load(x, high, there.and(kept)).fma(all(keep), quarter.rearrange(TWICE_HIGH)),
          x,
          high,
          there);
    }
  }
}
