package org.sinopia.train.adapt;

import java.util.List;
import org.sinopia.train.baseline.KnownPaint;

/**
 * How well the paints of a painting explain the pixels of a scan: the mean over pixels of the log
 * likelihood of a mixture of multinomial distributions, one for each kind of paint, with the
 * paint's share of the painting as its weight.
 *
 * <p>No simulated painting has exactly the paints of another, and the more counts a pixel has, the
 * more a small difference would weigh. So the log likelihood of each paint is divided by 1 + N·ε²,
 * where N are the pixel's counts and ε is {@value #OFF}: as if spectra were known to that share
 * alone.
 */
final class PaintLikelihood {
  private static final double OFF = 0.05;

  /** A share of the mean spectrum that each paint has beside its own, so that none excludes any. */
  private static final double FLOOR = 1e-3;

  private final List<float[]> pixels;

  /**
   * Of a scan.
   *
   * @param pixels counts, [bins] each, at least one
   */
  PaintLikelihood(List<float[]> pixels) {
    this.pixels = pixels;
  }

  /** The mean log likelihood of a pixel. */
  double of(KnownPaint paint) {
    int kinds = paint.spectra().size();
    double[][] logs = new double[kinds][];
    double[] weights = new double[kinds];
    double[] mean = shape(paint);
    double all = paint.pixels().stream().mapToLong(Long::longValue).sum();
    for (int kind = 0; kind < kinds; kind++) {
      logs[kind] = logShape(paint.spectra().get(kind), mean);
      weights[kind] = paint.pixels().get(kind) / all;
    }
    double sum = 0;
    double[] each = new double[kinds];
    for (float[] pixel : pixels) {
      sum += pixel(pixel, logs, weights, each);
    }
    return sum / pixels.size();
  }

  private static double pixel(
      float[] counts, double[][] logs, double[] weights, double[] likelihoods) {
    double total = 0;
    for (float count : counts) {
      total += count;
    }
    double most = Double.NEGATIVE_INFINITY;
    for (int kind = 0; kind < logs.length; kind++) {
      double log = 0;
      for (int b = 0; b < counts.length; b++) {
        log += counts[b] * logs[kind][b];
      }
      likelihoods[kind] = log / (1 + total * OFF * OFF);
      if (weights[kind] > 0) {
        most = Math.max(most, likelihoods[kind]);
      }
    }
    double sum = 0;
    for (int kind = 0; kind < logs.length; kind++) {
      sum += weights[kind] * StrictMath.exp(Math.min(0, likelihoods[kind] - most));
    }
    return most + StrictMath.log(sum);
  }

  /** The mean spectrum of a painting, of sum 1. */
  private static double[] shape(KnownPaint paint) {
    double[] mean = new double[paint.spectra().getFirst().length];
    double total = 0;
    for (int kind = 0; kind < paint.spectra().size(); kind++) {
      double[] spectrum = paint.spectra().get(kind);
      for (int b = 0; b < mean.length; b++) {
        mean[b] += paint.pixels().get(kind) * spectrum[b];
        total += paint.pixels().get(kind) * spectrum[b];
      }
    }
    for (int b = 0; b < mean.length; b++) {
      // Even where the painting gives nothing, a count is possible.
      mean[b] = (mean[b] / total + FLOOR / mean.length) / (1 + FLOOR);
    }
    return mean;
  }

  private static double[] logShape(double[] spectrum, double[] mean) {
    double total = 0;
    for (double value : spectrum) {
      total += value;
    }
    double[] logs = new double[spectrum.length];
    for (int b = 0; b < logs.length; b++) {
      double share = total > 0 ? spectrum[b] / total : mean[b];
      logs[b] = StrictMath.log((share + FLOOR * mean[b]) / (1 + FLOOR));
    }
    return logs;
  }
}
