package org.sinopia.train.report;

import java.util.List;
import org.sinopia.xrf.colour.Srgb;

/**
 * Spectra of known pigments as points of the latent space.
 *
 * @param points one for each spectrum, of three coordinates
 * @param pigments the dominant pigment of each, an index into {@code names}
 * @param names of the pigments
 * @param colours of the pigments
 * @param centroids of the clusters found without knowledge of pigments, of three coordinates
 * @param adjustedRandIndex of those clusters with the dominant pigments
 * @param mutualInformation normalised, of the same
 * @param silhouette of the clusters
 */
public record LatentSpace(
    float[][] points,
    int[] pigments,
    List<String> names,
    List<Srgb> colours,
    float[][] centroids,
    double adjustedRandIndex,
    double mutualInformation,
    double silhouette) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the numbers of points and pigments differ, or a coordinate
   *     is missing
   */
  public LatentSpace {
    names = List.copyOf(names);
    colours = List.copyOf(colours);
    if (points.length != pigments.length) {
      throw new IllegalArgumentException(
          "latent space: %d points of %d pigments".formatted(points.length, pigments.length));
    }
    for (float[] point : points) {
      require(point);
    }
    for (float[] centroid : centroids) {
      require(centroid);
    }
  }

  private static void require(float[] point) {
    if (point.length != 3) {
      throw new IllegalArgumentException(
          "latent space: a point of %d coordinates, expected 3".formatted(point.length));
    }
  }
}
