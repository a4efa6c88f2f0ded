package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.FLOATS;
import static org.sinopia.tensor.cpu.Lanes.ORDER;
import static org.sinopia.tensor.cpu.Lanes.all;

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
      for (int start = from; start < to; start += BLOCK) {
        int end = Math.min(to, start + BLOCK);
        FloatVector lanes = all(0);
        for (int pixel = start; pixel < end; pixel += COUNT) {
          VectorMask<Float> there = Lanes.first(end - pixel);
          long red = 4L * (image * 3 * area + pixel);
          long green = red + 4L * area;
          long blue = green + 4L * area;
          FloatVector r1 = fromMemorySegment(FLOATS, prediction, red, ORDER, there);
          FloatVector r2 = fromMemorySegment(FLOATS, target, red, ORDER, there);
          FloatVector g1 = fromMemorySegment(FLOATS, prediction, green, ORDER, there);
          FloatVector g2 = fromMemorySegment(FLOATS, target, green, ORDER, there);
          FloatVector b1 = fromMemorySegment(FLOATS, prediction, blue, ORDER, there);
          FloatVector b2 = fromMemorySegment(FLOATS, target, blue, ORDER, there);
          FloatVector dr = r1.sub(r2);
          FloatVector dg = g1.sub(g2);
          FloatVector db = b1.sub(b2);
          FloatVector redWeight = r1.fma(all(RED_WEIGHT), r2.fma(all(RED_WEIGHT), all(2)));
          FloatVector blueWeight = all(WEIGHTS).sub(redWeight);
          FloatVector red2 = dr.mul(dr);
          FloatVector blue2 = db.mul(db);
          FloatVector green2 = dg.mul(4).fma(dg, all((float) Redmean.EPSILON));
          FloatVector squares = redWeight.fma(red2, blueWeight.fma(blue2, green2));
          FloatVector root = squares.sqrt();
          FloatVector d = squares.blend(root, rooted);
          lanes = lanes.add(d, there);
          if (distance != null) {
            d.intoMemorySegment(distance, 4L * (image * area + pixel), ORDER, there);
          }
          if (gradient != null) {
            FloatVector bySquared = all(1f / pixels).blend(all(0.5f / pixels).div(root), rooted);
            FloatVector byMeanRed = red2.sub(blue2).mul(RED_WEIGHT);
            redWeight
                .mul(2)
                .fma(dr, byMeanRed)
                .mul(bySquared)
                .intoMemorySegment(gradient, red, ORDER, there);
            dg.mul(8).mul(bySquared).intoMemorySegment(gradient, green, ORDER, there);
            blueWeight
                .mul(2)
                .mul(db)
                .mul(bySquared)
                .intoMemorySegment(gradient, blue, ORDER, there);
          }
        }
        sum += Lanes.sum(lanes);
      }
      return sum;
    }
  }
}
