package org.sinopia.tensor.cpu.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.keep;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.LossOp.Redmean;

/**
 * The redmean colour distance and its gradient in one pass over the pixels.
 *
 * <p>Bound by memory: 24 bytes read, 12 written for each pixel. Lanes add up over a block of pixels
 * in float32, blocks in float64. A block stays in the first-level cache, where narrow vectors go
 * over it once for each part of the logical lanes. A map or gradient that is not wanted goes to
 * scratch memory.
 */
public final class CpuRedmean {
  private static final int BLOCK = 512;
  private static final int GRAIN = 32 * BLOCK;

  /** r̄/256 = 255·(R₁ + R₂)/512. */
  private static final float RED_WEIGHT = 255f / 512;

  /** The weights of red and blue add up to this. */
  private static final float WEIGHTS = 4 + 255f / 256;

  private static final int DISTANCES = 0;
  private static final int GRADIENTS = 1;
  private static final int FIRST = 2;
  private static final int SECOND = 3;

  private final Workers workers;

  public CpuRedmean(Workers workers) {
    this.workers = workers;
  }

  public void run(Redmean op) {
    int batch = op.prediction().shape().extent(0);
    int area = op.prediction().shape().elements(2, 4);
    int cuts = (area + GRAIN - 1) / GRAIN;
    double[] sums = new double[batch * cuts];
    Pass pass = new Pass(op, area);
    workers.run(
        sums.length,
        piece -> {
          int from = piece % cuts * GRAIN;
          sums[piece] = pass.range(piece / cuts, from, Math.min(area, from + GRAIN));
        });
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (sum / pass.pixels));
  }

  private static final class Pass {
    private final MemorySegment prediction;
    private final MemorySegment target;
    private final MemorySegment distance;
    private final MemorySegment gradient;
    private final VectorMask<Float> rooted;
    private final int area;
    private final int pixels;

    Pass(Redmean op, int area) {
      this.prediction = op.prediction().memory();
      this.target = op.target().memory();
      this.distance = memory(op.distance());
      this.gradient = memory(op.gradient());
      this.rooted = FLOATS.maskAll(!op.squared());
      this.area = area;
      this.pixels = op.prediction().shape().extent(0) * area;
    }

    private static MemorySegment memory(Tensor tensor) {
      return tensor == null ? null : tensor.memory();
    }

    /** The sum of distances over some pixels of an image, whose map and gradients it stores. */
    double range(int image, int from, int to) {
      double sum = 0;
      int count;
      for (int pixel = from; pixel < to; pixel += count) {
        count = Math.min(BLOCK, to - pixel);
        int whole = count / LOGICAL * LOGICAL;
        sum += block(image, pixel, whole);
        if (whole < count) {
          sum += last(image, pixel + whole, count - whole);
        }
      }
      return sum;
    }

    private double block(int image, int pixel, int count) {
      long distances =
          distance == null
              ? scratch(DISTANCES, BLOCK)
              : FloatVectors.at(distance, (long) image * area + pixel, count);
      boolean wanted = gradient != null;
      return distances(
          channels(prediction, image, pixel, count),
          channels(target, image, pixel, count),
          area,
          count,
          distances,
          wanted ? channels(gradient, image, pixel, count) : scratch(GRADIENTS, 3 * BLOCK),
          wanted ? area : BLOCK);
    }

    /** Fewer pixels than there are logical lanes, in copies of full width. */
    private double last(int image, int pixel, int count) {
      long first = scratch(FIRST, 3 * LOGICAL);
      long second = scratch(SECOND, 3 * LOGICAL);
      long distances = scratch(DISTANCES, BLOCK);
      long gradients = scratch(GRADIENTS, 3 * BLOCK);
      move(channels(prediction, image, pixel, count), area, first, LOGICAL, count);
      move(channels(target, image, pixel, count), area, second, LOGICAL, count);
      distances(first, second, LOGICAL, LOGICAL, distances, gradients, LOGICAL);
      if (gradient != null) {
        move(gradients, LOGICAL, channels(gradient, image, pixel, count), area, count);
      }
      double sum = 0;
      for (int i = 0; i < count; i++) {
        float d = FloatVectors.get(distances, i);
        sum += d;
        if (distance != null) {
          distance.setAtIndex(JAVA_FLOAT, (long) image * area + pixel + i, d);
        }
      }
      return sum;
    }

    /** Where an image's pixels start in its first channel, checked for all three. */
    private long channels(MemorySegment images, int image, int pixel, int count) {
      return FloatVectors.at(images, (long) image * 3 * area + pixel, 2L * area + count);
    }

    private static void move(long from, int fromStep, long to, int toStep, int count) {
      for (int channel = 0; channel < 3; channel++) {
        for (int i = 0; i < count; i++) {
          FloatVectors.set(
              FloatVectors.get(from, channel * fromStep + i), to, channel * toStep + i);
        }
      }
    }

    private static long scratch(int slot, int count) {
      return FloatVectors.at(Scratch.bytes(slot, (long) count * Float.BYTES), 0, count);
    }

    /**
     * Distances and gradients of {@code count} pixels, and the sum of the distances.
     *
     * @param count a multiple of {@link FloatVectors#LOGICAL}
     * @param step floats from one channel to the next
     * @param gradStep the same in the gradients
     */
    private float distances(
        long first,
        long second,
        int step,
        int count,
        long distances,
        long gradients,
        int gradStep) {
      long lanes = Scratch.lanes();
      FloatVector sum = all(0);
      for (int lane = 0; lane < LOGICAL; lane += COUNT) {
        sum = all(0);
        for (int i = lane; i < count; i += LOGICAL) {
          FloatVector r1 = load(first, i);
          FloatVector r2 = load(second, i);
          FloatVector dr = r1.sub(r2);
          FloatVector dg = load(first, step + i).sub(load(second, step + i));
          FloatVector db = load(first, 2 * step + i).sub(load(second, 2 * step + i));
          FloatVector redWeight = r1.fma(all(RED_WEIGHT), r2.fma(all(RED_WEIGHT), all(2)));
          FloatVector blueWeight = all(WEIGHTS).sub(redWeight);
          FloatVector red2 = dr.mul(dr);
          FloatVector blue2 = db.mul(db);
          FloatVector green2 = dg.mul(4).fma(dg, all((float) Redmean.EPSILON));
          FloatVector squares = redWeight.fma(red2, blueWeight.fma(blue2, green2));
          FloatVector root = squares.sqrt();
          FloatVector d = squares.blend(root, rooted);
          sum = sum.add(d);
          store(d, distances, i);
          FloatVector bySquared = all(1f / pixels).blend(all(0.5f / pixels).div(root), rooted);
          FloatVector byMeanRed = red2.sub(blue2).mul(RED_WEIGHT);
          store(redWeight.mul(2).fma(dr, byMeanRed).mul(bySquared), gradients, i);
          store(dg.mul(8).mul(bySquared), gradients, gradStep + i);
          store(blueWeight.mul(2).mul(db).mul(bySquared), gradients, 2 * gradStep + i);
        }
        keep(sum, lanes, lane);
      }
      return FloatVectors.sum(sum, lanes, 0);
    }
  }
}
