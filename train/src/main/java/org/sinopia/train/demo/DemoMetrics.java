package org.sinopia.train.demo;

import java.util.List;
import java.util.Map;
import org.sinopia.train.evaluation.Evaluation;
import org.sinopia.train.evaluation.ImageMetrics;

/**
 * All numbers of a demo, in {@code metrics.json}; equal seeds give equal files, for nothing in it
 * depends on time or place.
 *
 * @param seed of all chance
 * @param pictures how many there were
 * @param embedder the first model
 * @param recolourer the second
 * @param scales of MS-SSIM in the test
 * @param methods means over the test pictures, the recolourer's first
 * @param losses for each other method that is better than the recolourer in anything, in what
 * @param images each test picture by each method
 * @param scream The Scream by the recolourer
 * @param builtIn The Scream and another picture, painted and scanned, by the model that comes with
 *     the program
 */
public record DemoMetrics(
    long seed,
    Pictures pictures,
    Embedder embedder,
    Recolourer recolourer,
    int scales,
    List<Evaluation.Method> methods,
    Map<String, List<String>> losses,
    List<Image> images,
    Scream scream,
    List<BuiltIn> builtIn) {
  /** The file's name. */
  public static final String FILE = "metrics.json";

  /**
   * How many pictures there were.
   *
   * @param train to learn from
   * @param validation to steer by
   * @param test to judge by
   * @param pixels of all
   */
  public record Pictures(int train, int validation, int test, long pixels) {}

  /**
   * The embedder.
   *
   * @param parameters trainable numbers
   * @param spectra it was trained on, repetitions counted
   * @param bestLoss on validation spectra
   * @param clusters found in its latent space
   * @param ari adjusted Rand index of these clusters with the dominant pigments, on validation and
   *     test pictures
   * @param nmi normalised mutual information, likewise
   * @param silhouette of the clusters, likewise
   */
  public record Embedder(
      int parameters,
      long spectra,
      Double bestLoss,
      int clusters,
      double ari,
      double nmi,
      Double silhouette) {}

  /**
   * The recolourer.
   *
   * @param architecture its name
   * @param parameters trainable numbers
   * @param crops it was trained on, repetitions counted
   * @param bestMsSsim on validation pictures
   */
  public record Recolourer(String architecture, int parameters, long crops, Double bestMsSsim) {}

  /** A test picture by a method. */
  public record Image(String image, String method, ImageMetrics likeness) {}

  /**
   * A picture of another hand.
   *
   * @param height rows of pixels
   * @param width pixels of a row
   * @param scales of MS-SSIM
   * @param likeness to the true picture
   */
  public record Scream(int height, int width, int scales, ImageMetrics likeness) {}

  /** A picture by the built-in model. */
  public record BuiltIn(String image, int scales, ImageMetrics likeness) {}

  /** The means of a method. */
  ImageMetrics mean(String method) {
    return methods.stream()
        .filter(m -> m.method().equals(method))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(method + ": was not evaluated"))
        .mean();
  }
}
