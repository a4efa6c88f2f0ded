package org.sinopia.train.report;

import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.colour.Srgb;

/**
 * Spectra of known pigments as points of the latent space.
 *
 * @param spectra where each of a sample of spectra lies, and what it is of
 * @param names of the pigments
 * @param colours of the pigments
 * @param centroids of the clusters found without knowledge of pigments
 * @param adjustedRandIndex of those clusters with the dominant pigments
 * @param mutualInformation normalised, of the same
 * @param silhouette of the clusters
 */
public record LatentSpace(
    List<Seen> spectra,
    List<String> names,
    List<Srgb> colours,
    List<Point> centroids,
    double adjustedRandIndex,
    double mutualInformation,
    double silhouette) {
  /**
   * A point of the latent space.
   *
   * @param x first coordinate
   * @param y second coordinate
   * @param z third coordinate
   */
  public record Point(double x, double y, double z) {
    /** A coordinate by its number, 0 to 2. */
    double along(int axis) {
      return switch (axis) {
        case 0 -> x;
        case 1 -> y;
        case 2 -> z;
        default -> throw new IndexOutOfBoundsException(axis);
      };
    }
  }

  /**
   * A spectrum in the latent space.
   *
   * @param point where it is
   * @param pigment the dominant one, an index into {@code names}
   */
  public record Seen(Point point, int pigment) {}

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no spectrum, or not a colour for each name
   * @throws IndexOutOfBoundsException if a spectrum's pigment is none of them
   */
  public LatentSpace {
    spectra = List.copyOf(spectra);
    names = List.copyOf(names);
    colours = List.copyOf(colours);
    centroids = List.copyOf(centroids);
    if (spectra.isEmpty() || names.size() != colours.size()) {
      throw new IllegalArgumentException(
          "latent space: %d spectra, %d names, %d colours, expected some, and as many names as colours"
              .formatted(spectra.size(), names.size(), colours.size()));
    }
    for (Seen seen : spectra) {
      Objects.checkIndex(seen.pigment(), names.size());
    }
  }
}
