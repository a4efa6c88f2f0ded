package org.sinopia.train.adapt;

import java.util.List;
import org.sinopia.train.baseline.KnownPaint;

/**
 * How well the paints of a painting explain the pixels of a scan: the mean over pixels of the log
 * likelihood of a mixture of multinomial distributions, one for each kind of paint. How much of the
 * scan each kind covers is not known, so the weights of the mixture are fitted, by a few rounds of
 * expectation and maximisation (Dempster, Laird and Rubin 1977) from the shares in the painting.
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

  private static final int ROUNDS = 5;

  /** Pixels that each kind of paint is taken to have beside those that it explains. */
  private static final double PRIOR_PIXELS = 0.1;

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
    double[] most = new double[pixels.size()];
    double[][] likelihoods = new double[pixels.size()][kinds];
    for (int i = 0; i < most.length; i++) {
      most[i] = likelihoods(pixels.get(i), logs, likelihoods[i]);
    }
    for (int round = 0; round < ROUNDS; round++) {
      weights = fitted(weights, likelihoods);
    }
    double sum = 0;
    for (int i = 0; i < most.length; i++) {
      sum += most[i] + StrictMath.log(mixed(weights, likelihoods[i]));
    }
    return sum / most.length;
  }

  private static double[] fitted(double[] weights, double[][] likelihoods) {
    int kinds = weights.length;
    double[] fitted = new double[kinds];
    for (double[] pixel : likelihoods) {
      double all = mixed(weights, pixel);
      for (int kind = 0; kind < kinds; kind++) {
        fitted[kind] += weights[kind] * pixel[kind] / all;
      }
    }
    for (int kind = 0; kind < kinds; kind++) {
      fitted[kind] = (fitted[kind] + PRIOR_PIXELS) / (likelihoods.length + PRIOR_PIXELS * kinds);
    }
    return fitted;
  }

  private static double mixed(double[] weights, double[] likelihoods) {
    double sum = 0;
    for (int kind = 0; kind < weights.length; kind++) {
      sum += weights[kind] * likelihoods[kind];
    }
    return Math.max(sum, Double.MIN_NORMAL);
  }

  /**
   * The likelihood of one pixel by each kind of paint, over the largest of them.
   *
   * @return the log of the largest
   */
  private static double likelihoods(float[] counts, double[][] logs, double[] likelihoods) {
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
      most = Math.max(most, likelihoods[kind]);
    }
    for (int kind = 0; kind < logs.length; kind++) {
      likelihoods[kind] = StrictMath.exp(likelihoods[kind] - most);
    }
    return most;
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
