package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp.Redmean;

/**
 * The redmean colour distance and its gradient in one pass over the pixels.
 *
 * <p>Bound by memory: 24 bytes read, 12 written for each pixel. Lanes add up over a block of pixels
 * in float32, blocks in float64.
 */
final class CpuRedmean {
  private static final int BLOCK = 2048;
  private static final int GRAIN = 8 * BLOCK;

  /** r̄/256 = 255·(R₁ + R₂)/512. */
  private static final float RED_WEIGHT = 255f / 512;

  /** The weights of red and blue add up to this. */
  private static final float WEIGHTS = 4 + 255f / 256;

  private final Workers workers;

  CpuRedmean(Workers workers) {
    this.workers = workers;
  }

  void run(Redmean op) {
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
    private final boolean squared;
    private final int area;
    private final int pixels;

    Pass(Redmean op, int area) {
      this.prediction = op.prediction().memory();
      this.target = op.target().memory();
      this.distance = memory(op.distance());
      this.gradient = memory(op.gradient());
      this.squared = op.squared();
      this.area = area;
      this.pixels = op.prediction().shape().extent(0) * area;
    }

    private static MemorySegment memory(Tensor tensor) {
      return tensor == null ? null : tensor.memory();
    }

    /** The sum of distances over some pixels of an image, whose map and gradients it stores. */
    double range(int image, int from, int to) {
      double sum = 0;
      for (int start = from; start < to; start += BLOCK) {
        int end = Math.min(to, start + BLOCK);
        FloatVector lanes = all(0);
        for (int pixel = start; pixel < end; pixel += Lanes.COUNT) {
          VectorMask<Float> there = Lanes.first(end - pixel);
          lanes = lanes.add(vector(image, pixel, there), there);
        }
        sum += Lanes.sum(lanes);
      }
      return sum;
    }

    private FloatVector vector(int image, int pixel, VectorMask<Float> there) {
      int red = image * 3 * area + pixel;
      int green = red + area;
      int blue = green + area;
      FloatVector predictedRed = load(prediction, red, there);
      FloatVector targetRed = load(target, red, there);
      FloatVector dr = predictedRed.sub(targetRed);
      FloatVector dg = load(prediction, green, there).sub(load(target, green, there));
      FloatVector db = load(prediction, blue, there).sub(load(target, blue, there));
      FloatVector redWeight =
          predictedRed.fma(all(RED_WEIGHT), targetRed.fma(all(RED_WEIGHT), all(2)));
      FloatVector blueWeight = all(WEIGHTS).sub(redWeight);
      FloatVector red2 = dr.mul(dr);
      FloatVector blue2 = db.mul(db);
      FloatVector green2 = dg.mul(4).fma(dg, all((float) Redmean.EPSILON));
      FloatVector d = redWeight.fma(red2, blueWeight.fma(blue2, green2));
      if (!squared) {
        d = d.sqrt();
      }
      if (distance != null) {
        store(d, distance, image * area + pixel, there);
      }
      if (gradient != null) {
        FloatVector bySquared = squared ? all(1f / pixels) : all(0.5f / pixels).div(d);
        FloatVector byMeanRed = red2.sub(blue2).mul(RED_WEIGHT);
        store(redWeight.mul(2).fma(dr, byMeanRed).mul(bySquared), gradient, red, there);
        store(dg.mul(8).mul(bySquared), gradient, green, there);
        store(blueWeight.mul(2).mul(db).mul(bySquared), gradient, blue, there);
      }
      return d;
    }
  }
}
