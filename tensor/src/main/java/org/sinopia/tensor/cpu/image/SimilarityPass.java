package org.sinopia.tensor.cpu.image;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.Scratch;

/** Means of a {@link Similarity} over images, and their gradients, on all threads. */
final class SimilarityPass {
  private final Workers workers;

  SimilarityPass(Workers workers) {
    this.workers = workers;
  }

  /** The mean over the channels and pixels of each image. */
  double[] means(Similarity similarity, PlanePair pair, int channels) {
    Bands bands = Bands.of(pair.planes(), pair.height());
    double[] sums = new double[bands.count()];
    workers.run(bands.count(), band -> sums[band] = sum(similarity, pair, bands, band));
    return means(sums, similarity, pair, channels);
  }

  private static double sum(Similarity similarity, PlanePair pair, Bands bands, int band) {
    int width = pair.width();
    MemorySegment scratch = Scratch.bytes(0, (long) WindowStatistics.floats(width) * Float.BYTES);
    WindowStatistics statistics = new WindowStatistics(pair, bands.plane(band), scratch);
    int margin = similarity.margin();
    int from = Math.max(bands.from(band), margin);
    int to = Math.min(bands.to(band), pair.height() - margin);
    double sum = 0;
    for (int row = from; row < to; row++) {
      sum += similarity.sum(scratch, statistics.row(row), width);
    }
    return sum;
  }

  /**
   * The gradient by a of scale times the sum over each plane.
   *
   * @param gradA as many planes as {@code pair}
   * @return as {@link #means(Similarity, PlanePair, int)}
   */
  double[] gradient(
      Similarity similarity, PlanePair pair, int channels, PlaneFactor scale, MemorySegment gradA) {
    Bands bands = Bands.of(pair.planes(), pair.height());
    double[] sums = new double[bands.count()];
    workers.run(
        bands.count(),
        band -> {
          int plane = bands.plane(band);
          MemorySegment scratch =
              Scratch.bytes(0, (long) SimilarityGradient.floats(pair.width()) * Float.BYTES);
          sums[band] =
              new SimilarityGradient(similarity, pair, plane, scratch)
                  .band(bands.from(band), bands.to(band), scale.of(plane), gradA);
        });
    return means(sums, similarity, pair, channels);
  }

  private static double[] means(
      double[] sums, Similarity similarity, PlanePair pair, int channels) {
    int perImage = sums.length / pair.planes() * channels;
    double[] means = new double[pair.planes() / channels];
    Arrays.setAll(
        means,
        image -> {
          double sum = 0;
          for (int band = image * perImage; band < (image + 1) * perImage; band++) {
            sum += sums[band];
          }
          return sum / channels / similarity.pixels(pair.height(), pair.width());
        });
    return means;
  }
}
