package org.sinopia.train.embedder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.cluster.IterativeKMeans;
import org.sinopia.nn.cluster.KMeans;
import org.sinopia.nn.layer.GaussianMixture;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/**
 * How latents lie in space.
 *
 * @param centroids [K, latent]; none before there are any
 * @param mean of all, [latent]
 * @param deviation of all, [latent], above 0
 */
record LatentClusters(List<List<Double>> centroids, List<Double> mean, List<Double> deviation) {
  /** Before the first clustering. */
  static final LatentClusters NONE = new LatentClusters(List.of(), List.of(), List.of());

  LatentClusters {
    ConfigField.present("centroids", centroids);
    ConfigField.present("mean", mean);
    ConfigField.present("deviation", deviation);
  }

  /**
   * The result of a search.
   *
   * @param silhouette of the clusters, in [−1, 1]; NaN if all latents are one
   */
  record Found(LatentClusters clusters, double silhouette) {}

  /**
   * Clusters latents.
   *
   * @param latents [n, dimensions]
   * @param least the smallest K tried
   * @param most the largest
   * @param pass rewound first
   */
  static Found find(float[] latents, int dimensions, int least, int most, long seed, Scope pass) {
    pass.rewind();
    Tensor points = pass.of(latents, latents.length / dimensions, dimensions);
    IterativeKMeans.Best best = IterativeKMeans.fit(points, least, most, seed, pass);
    double[] flat = best.clustering().centroids().toDoubles();
    List<List<Double>> centroids = new ArrayList<>();
    for (int at = 0; at < flat.length; at += dimensions) {
      centroids.add(numbers(flat, at, at + dimensions));
    }
    double[] mean = new double[dimensions];
    double[] deviation = new double[dimensions];
    int n = latents.length / dimensions;
    for (int i = 0; i < latents.length; i++) {
      mean[i % dimensions] += latents[i] / (double) n;
    }
    for (int i = 0; i < latents.length; i++) {
      double difference = latents[i] - mean[i % dimensions];
      deviation[i % dimensions] += difference * difference / n;
    }
    for (int d = 0; d < dimensions; d++) {
      // A dimension that is the same for all spectra stays as it is.
      deviation[d] = deviation[d] > 0 ? Math.sqrt(deviation[d]) : 1;
    }
    LatentClusters clusters =
        new LatentClusters(
            centroids, numbers(mean, 0, dimensions), numbers(deviation, 0, dimensions));
    return new Found(clusters, best.silhouette());
  }

  private static List<Double> numbers(double[] values, int from, int to) {
    List<Double> numbers = new ArrayList<>();
    for (int i = from; i < to; i++) {
      numbers.add(values[i]);
    }
    return Collections.unmodifiableList(numbers);
  }

  /**
   * Puts the components of a mixture on the centroids of as many clusters, each of the mean
   * variance within clusters.
   *
   * @param latents [n, dimensions]
   * @param pass rewound first
   */
  static void start(
      GaussianMixture mixture, float[] latents, int dimensions, long seed, Scope pass) {
    pass.rewind();
    int n = latents.length / dimensions;
    KMeans.Clustering clustering =
        KMeans.fit(pass.of(latents, n, dimensions), mixture.components(), seed, pass);
    double variance = clustering.inertia() / latents.length;
    mixture.start(clustering.centroids(), Math.max(variance, 1e-6));
  }

  /** The centroids, [K · latent]. */
  double[] flat() {
    return centroids.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The nearest centroid of each latent, of equally near ones the first.
   *
   * @param latents [n, dimensions]
   * @param pass rewound first
   */
  int[] nearest(float[] latents, Scope pass) {
    pass.rewind();
    int dimensions = mean.size();
    Tensor points = pass.of(latents, latents.length / dimensions, dimensions);
    Tensor around = pass.of(flat(), centroids.size(), dimensions);
    return KMeans.around(points, around, pass).hostLabels();
  }
}
