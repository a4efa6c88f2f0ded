package org.sinopia.train.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.nn.cluster.ClusterAgreement;
import org.sinopia.nn.cluster.KMeans;
import org.sinopia.nn.cluster.Silhouette;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.report.LatentSpace;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;

/**
 * How well an embedder's clusters agree with the pigments of pictures that it did not learn from.
 */
final class PigmentClusters {
  private static final int SAMPLE = 4096;
  private static final long STREAM = 0x706967L;

  private final EmbedderDescription embedder;
  private final int channels;
  private final List<float[]> latents = new ArrayList<>();
  private final List<float[]> dominant = new ArrayList<>();

  private PigmentClusters(EmbedderDescription embedder) {
    this.embedder = embedder;
    this.channels = embedder.config().latent();
  }

  /**
   * Draws pixels of the validation and test pictures, all equally likely, and compares the cluster
   * whose centroid is nearest with the dominant pigment of each.
   *
   * @param pairs whose dominant pigments are known
   * @param palette that these are places in
   * @throws IOException if the folder cannot be read
   */
  static LatentSpace of(
      PairsFolder pairs, EmbedderDescription embedder, Palette palette, long seed, Device device)
      throws IOException {
    PigmentClusters clusters = new PigmentClusters(embedder);
    for (ImageSplit split : List.of(ImageSplit.VALIDATION, ImageSplit.TEST)) {
      for (PairsManifest.Entry entry : pairs.of(split)) {
        clusters.latents.add(pairs.latent(entry, clusters.channels).values());
        clusters.dominant.add(
            NpyArray.readFloats(
                pairs.path().resolve(entry.dominant()), entry.height(), entry.width()));
      }
    }
    return clusters.draw(palette, seed, device);
  }

  private LatentSpace draw(Palette palette, long seed, Device device) {
    int total = dominant.stream().mapToInt(d -> d.length).sum();
    int count = Math.min(SAMPLE, total);
    RandomStream random = new RandomStream(seed, STREAM, 0);
    float[] points = new float[count * channels];
    int[] pigments = new int[count];
    List<LatentSpace.Seen> seen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] point = new float[channels];
      pigments[i] = take(random.below(total), point);
      seen.add(new LatentSpace.Seen(point(point), pigments[i]));
      for (int c = 0; c < channels; c++) {
        points[i * channels + c] = asEmbedded(point[c], c);
      }
    }
    int clusters = embedder.centroids().size();
    double[] flat =
        embedder.centroids().stream()
            .flatMap(List::stream)
            .mapToDouble(Double::doubleValue)
            .toArray();
    try (Scope scope = Scope.open(device)) {
      Tensor embedded = scope.of(points, count, channels);
      Tensor centroids = scope.of(flat, clusters, channels);
      KMeans.Clustering clustering = KMeans.around(embedded, centroids, scope);
      ClusterAgreement agreement = new ClusterAgreement(clustering.hostLabels(), pigments);
      return new LatentSpace(
          seen,
          palette.pigments().stream().map(Pigment::name).toList(),
          palette.pigments().stream().map(Pigment::colour).toList(),
          embedder.centroids().stream()
              .map(this::standardised)
              .map(PigmentClusters::point)
              .toList(),
          agreement.adjustedRandIndex(),
          agreement.normalisedMutualInformation(),
          Silhouette.of(embedded, clustering.labels(), clusters));
    }
  }

  /** Takes a pixel, counted through all pictures; its pigment. */
  private int take(int pixel, float[] point) {
    int picture = 0;
    int at = pixel;
    while (at >= dominant.get(picture).length) {
      at -= dominant.get(picture++).length;
    }
    int pixels = dominant.get(picture).length;
    for (int c = 0; c < channels; c++) {
      point[c] = latents.get(picture)[c * pixels + at];
    }
    return (int) dominant.get(picture)[at];
  }

  private float[] standardised(List<Double> centroid) {
    float[] point = new float[channels];
    for (int c = 0; c < channels; c++) {
      double mean = embedder.latentMean().get(c);
      point[c] = (float) ((centroid.get(c) - mean) / embedder.latentDeviation().get(c));
    }
    return point;
  }

  /** Before standardisation, which is where the clusters were found. */
  private float asEmbedded(float latent, int channel) {
    return (float)
        (latent * embedder.latentDeviation().get(channel) + embedder.latentMean().get(channel));
  }

  /** The first three coordinates; 0 for missing ones. */
  private static LatentSpace.Point point(float[] point) {
    return new LatentSpace.Point(
        point[0], point.length > 1 ? point[1] : 0, point.length > 2 ? point[2] : 0);
  }
}
