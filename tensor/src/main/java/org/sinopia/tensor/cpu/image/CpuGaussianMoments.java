package org.sinopia.tensor.cpu.image;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.SimilarityOp.GaussianMoments;

/**
 * Local moments, from local statistics of a and d = b − a: E[a²] = σ_a² + μ_a² and so on, with μ_b
 * = μ_a + μ_d, σ_ab = σ_a² + σ_ad, σ_b² = σ_ab + σ_ad + σ_d².
 */
final class CpuGaussianMoments {
  private final Workers workers;

  CpuGaussianMoments(Workers workers) {
    this.workers = workers;
  }

  void run(GaussianMoments op) {
    PlanePair pair = PlanePair.of(op.a(), op.b());
    MemorySegment moments = op.moments().memory();
    Bands bands = Bands.of(pair.planes(), pair.height());
    workers.run(
        bands.count(),
        band -> {
          int plane = bands.plane(band);
          MemorySegment scratch =
              Scratch.bytes(0, (long) WindowStatistics.floats(pair.width()) * Float.BYTES);
          WindowStatistics statistics = new WindowStatistics(pair, plane, scratch);
          for (int row = bands.from(band); row < bands.to(band); row++) {
            int to = 5 * pair.start(plane) + row * pair.width();
            row(scratch, statistics.row(row), pair.width(), moments, to, pair.start(1));
          }
        });
  }

  private static void row(
      MemorySegment scratch, int statistics, int width, MemorySegment moments, int to, int area) {
    for (int x = 0; x < width; x += COUNT) {
      int at = statistics + x / COUNT * WindowStatistics.BLOCK;
      FloatVector meanA = load(scratch, at);
      FloatVector meanB = meanA.add(load(scratch, at + COUNT));
      FloatVector varianceA = load(scratch, at + 2 * COUNT);
      FloatVector varianceD = load(scratch, at + 3 * COUNT);
      FloatVector covarianceAd = load(scratch, at + 4 * COUNT);
      FloatVector covariance = varianceA.add(covarianceAd);
      FloatVector varianceB = covariance.add(covarianceAd).add(varianceD);
      VectorMask<Float> there = FloatVectors.first(width - x);
      store(meanA, moments, to + x, there);
      store(meanB, moments, to + x + area, there);
      store(meanA.fma(meanA, varianceA), moments, to + x + 2 * area, there);
      store(meanB.fma(meanB, varianceB), moments, to + x + 3 * area, there);
      store(meanA.fma(meanB, covariance), moments, to + x + 4 * area, there);
    }
  }
}
