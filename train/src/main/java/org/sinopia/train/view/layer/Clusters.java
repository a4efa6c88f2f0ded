package org.sinopia.train.view.layer;

import java.util.Arrays;
import java.util.List;
import org.sinopia.nn.cluster.KMeans;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/**
 * Pixels in groups by K-means over layers of numbers: square roots of counts, so that noise is
 * about the same everywhere, each layer scaled to a standard deviation of 1. The centroids come
 * from an even sample; the same seed gives the same clusters.
 */
public final class Clusters {
  /** The most clusters. */
  public static final int MAX_CLUSTERS = 20;

  private static final long SEED = 1;
  private static final int BATCH = 1 << 16;

  private Clusters() {}

  /**
   * Clusters pixels.
   *
   * @param planes layers of the same size, at least one
   * @param roots whether square roots are taken
   * @param k number of clusters, 2 to {@value #MAX_CLUSTERS}
   * @param device where it is computed
   * @return for each pixel its cluster from 1 on, those with the most pixels of the sample first;
   *     NaN where a layer has no number
   * @throws IllegalArgumentException if there are too few pixels
   */
  public static Plane find(List<Plane> planes, boolean roots, int k, Device device) {
    if (k < 2 || k > MAX_CLUSTERS) {
      throw new IllegalArgumentException(
          "clusters: %d, expected 2 to %d".formatted(k, MAX_CLUSTERS));
    }
    int d = planes.size();
    int all = planes.getFirst().height() * planes.getFirst().width();
    int[] sample = known(planes, ScatterPlot.sample(all));
    if (sample.length < k) {
      throw new IllegalArgumentException(
          "clusters: %d pixels with data, expected at least %d".formatted(sample.length, k));
    }
    double[] scales = scales(planes, roots, sample);
    Plane labels = new Plane(planes.getFirst().height(), planes.getFirst().width());
    try (Scope scope = Scope.open(device)) {
      Tensor points =
          scope.of(features(planes, roots, scales, sample, sample.length), sample.length, d);
      KMeans.Clustering clustering = KMeans.fit(points, k, SEED, scope);
      int[] rank = rank(clustering.hostLabels(), k);
      int[] batch = new int[BATCH];
      for (int from = 0; from < all; from += BATCH) {
        int count = 0;
        for (int p = from; p < Math.min(all, from + BATCH); p++) {
          if (isKnown(planes, p)) {
            batch[count++] = p;
          }
        }
        if (count > 0) {
          assign(planes, roots, scales, batch, count, clustering.centroids(), rank, labels);
        }
      }
    }
    return labels;
  }

  private static void assign(
      List<Plane> planes,
      boolean roots,
      double[] scales,
      int[] pixels,
      int count,
      Tensor centroids,
      int[] rank,
      Plane labels) {
    try (Scope inner = Scope.open(centroids.device())) {
      Tensor points =
          inner.of(features(planes, roots, scales, pixels, count), count, planes.size());
      int[] found = KMeans.around(points, centroids, inner).hostLabels();
      for (int i = 0; i < count; i++) {
        labels.set(pixels[i] / labels.width(), pixels[i] % labels.width(), rank[found[i]]);
      }
    }
  }

  private static int[] rank(int[] labels, int k) {
    int[] sizes = new int[k];
    for (int label : labels) {
      sizes[label]++;
    }
    int[] rank = new int[k];
    for (int a = 0; a < k; a++) {
      rank[a] = 1;
      for (int b = 0; b < k; b++) {
        rank[a] += sizes[b] > sizes[a] || (sizes[b] == sizes[a] && b < a) ? 1 : 0;
      }
    }
    return rank;
  }

  private static int[] known(List<Plane> planes, int[] pixels) {
    return Arrays.stream(pixels).filter(p -> isKnown(planes, p)).toArray();
  }

  private static boolean isKnown(List<Plane> planes, int pixel) {
    for (Plane plane : planes) {
      if (Float.isNaN(plane.get(pixel))) {
        return false;
      }
    }
    return true;
  }

  private static double value(Plane plane, boolean roots, int pixel) {
    double value = plane.get(pixel);
    return roots ? Math.sqrt(Math.max(0, value)) : value;
  }

  /** Standard deviations over the sample; 1 for a layer that is the same everywhere. */
  private static double[] scales(List<Plane> planes, boolean roots, int[] sample) {
    double[] scales = new double[planes.size()];
    for (int m = 0; m < scales.length; m++) {
      double mean = 0;
      for (int p : sample) {
        mean += value(planes.get(m), roots, p) / sample.length;
      }
      double squares = 0;
      for (int p : sample) {
        double off = value(planes.get(m), roots, p) - mean;
        squares += off * off / sample.length;
      }
      scales[m] = squares > 0 ? Math.sqrt(squares) : 1;
    }
    return scales;
  }

  private static float[] features(
      List<Plane> planes, boolean roots, double[] scales, int[] pixels, int count) {
    int d = planes.size();
    float[] features = new float[count * d];
    for (int i = 0; i < count; i++) {
      for (int m = 0; m < d; m++) {
        features[i * d + m] = (float) (value(planes.get(m), roots, pixels[i]) / scales[m]);
      }
    }
    return features;
  }
}
