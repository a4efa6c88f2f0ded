package org.sinopia.xrf.synthesis;

import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.random.StratifiedSample;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.picture.Picture;

/**
 * The few colours that a picture is reduced to, by iterative K-means (arXiv 2304.14078): mini-batch
 * K-means on sRGB components for every K of a range, of which the one of the best silhouette is
 * kept (P. J. Rousseeuw (1987), J. Comput. Appl. Math. 20, 53).
 *
 * @param colours the clusters' centres, at least one
 * @param silhouette mean silhouette of a sample of at most {@value #SAMPLE} pixels, −1 to 1; NaN if
 *     there is one colour only
 */
public record ColourClusters(List<Srgb> colours, double silhouette) {

  /** Pixels of which the silhouette is computed at most. */
  public static final int SAMPLE = 1024;

  // Pixels' streams are numbered from 0; these are out of their way.
  private static final long SAMPLE_STREAM = -1;
  private static final long CENTRES_STREAM = -2;

  /**
   * Checks and copies the colours.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ColourClusters {
    colours = List.copyOf(colours);
    if (colours.isEmpty()) {
      throw new IllegalArgumentException("colour clusters: no colours, expected at least one");
    }
  }

  /**
   * Clusters the colours of a picture. The same arguments give the same clusters.
   *
   * @param picture the picture
   * @param around middle K₀ of the range of K, at least 1
   * @param spread δ: K from max(2, K₀ − δ) to K₀ + δ are tried, or just 1 if K₀ + δ is 1; from 0
   * @param seed seed of the random numbers
   * @throws IllegalArgumentException if a number is out of range
   */
  public static ColourClusters of(Picture picture, int around, int spread, long seed) {
    if (around < 1 || spread < 0 || around > Short.MAX_VALUE || spread > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "colour clusters: around %d by %d, expected at least 1 and 0".formatted(around, spread));
    }
    float[] planes = picture.planes();
    int pixels = planes.length / 3;
    MiniBatchKMeans.Points points =
        (index, point) -> {
          point[0] = planes[index];
          point[1] = planes[pixels + index];
          point[2] = planes[2 * pixels + index];
        };
    double[][] sample = sample(points, pixels, seed);
    int most = around + spread;
    int least = Math.min(most, Math.max(2, around - spread));
    double[][] best = null;
    double bestSilhouette = Double.NaN;
    for (int k = least; k <= most; k++) {
      double[][] centres = MiniBatchKMeans.centres(points, pixels, k, seed, CENTRES_STREAM - k);
      double silhouette = silhouette(sample, centres);
      if (best == null || silhouette > bestSilhouette || Double.isNaN(bestSilhouette)) {
        best = centres;
        bestSilhouette = silhouette;
      }
    }
    return new ColourClusters(
        Arrays.stream(best).map(c -> new Srgb(c[0], c[1], c[2])).toList(), bestSilhouette);
  }

  /** Number of clusters. */
  public int size() {
    return colours.size();
  }

  /**
   * The cluster of each pixel of a rectangle: the nearest in sRGB; of equally near ones, the first.
   *
   * @param picture any picture
   * @param tile a rectangle of it
   * @param clusters receives the index of a colour for each pixel, ordered (row, column)
   */
  public void assign(Picture picture, Tile tile, int[] clusters) {
    float[] planes = picture.planes();
    int pixels = planes.length / 3;
    double[][] centres =
        colours.stream().map(c -> new double[] {c.r(), c.g(), c.b()}).toArray(double[][]::new);
    double[] point = new double[3];
    int out = 0;
    for (int y = tile.row(); y < tile.row() + tile.height(); y++) {
      for (int x = tile.column(); x < tile.column() + tile.width(); x++) {
        int at = y * picture.width() + x;
        point[0] = planes[at];
        point[1] = planes[pixels + at];
        point[2] = planes[2 * pixels + at];
        clusters[out++] = MiniBatchKMeans.nearest(point, centres);
      }
    }
  }

  private static double[][] sample(MiniBatchKMeans.Points points, int pixels, long seed) {
    int[] indices = StratifiedSample.indices(pixels, SAMPLE, seed, SAMPLE_STREAM);
    double[][] sample = new double[indices.length][3];
    for (int i = 0; i < indices.length; i++) {
      points.get(indices[i], sample[i]);
    }
    return sample;
  }

  private static double silhouette(double[][] sample, double[][] centres) {
    try (Scope scope = Scope.open(Device.cpu())) {
      int n = sample.length;
      double[] points = Arrays.stream(sample).flatMapToDouble(Arrays::stream).toArray();
      int[] labels =
          Arrays.stream(sample)
              .mapToInt(point -> MiniBatchKMeans.nearest(point, centres))
              .toArray();
      Tensor widths = scope.empty(n);
      new ClusteringOp.Silhouette(
              scope.of(points, n, 3), scope.of(labels, n), centres.length, widths)
          .run();
      return Arrays.stream(widths.toDoubles()).average().orElseThrow();
    }
  }
}
