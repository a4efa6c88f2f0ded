package org.sinopia.train.data.pairs;

import org.sinopia.nn.ConfigField;

/**
 * How training pictures are varied: what part of them a crop shows, and how it is turned.
 *
 * @param flip probability of a mirror image
 * @param quarterTurn probability of being turned by 90, 180 or 270 degrees, each as likely
 * @param zoom probability of another scale
 * @param leastZoom the smallest side of the part shown, in crops, above 0
 * @param mostZoom the largest; the logarithm is uniform between the two
 * @param stretch the most that its sides may differ by, as a ratio, at least 1; the logarithm of
 *     the ratio is uniform
 * @param affine probability of a small rotation and shear
 * @param rotation the most, in degrees, 0 to 45
 * @param shear the most, as the shift of a row by a fraction of its distance from the middle, 0 to
 *     1
 */
public record AugmentationConfig(
    double flip,
    double quarterTurn,
    double zoom,
    double leastZoom,
    double mostZoom,
    double stretch,
    double affine,
    double rotation,
    double shear) {
  /** Crops as they are, from anywhere. */
  public static final AugmentationConfig NONE = new AugmentationConfig(0, 0, 0, 1, 1, 1, 0, 0, 0);

  /** All of it, in moderation. */
  public static final AugmentationConfig DEFAULT =
      new AugmentationConfig(0.5, 0.75, 0.5, 0.6, 1.4, 1.2, 0.25, 10, 0.1);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public AugmentationConfig {
    ConfigField.within("flip", flip, 0, 1);
    ConfigField.within("quarter_turn", quarterTurn, 0, 1);
    ConfigField.within("zoom", zoom, 0, 1);
    ConfigField.positive("least_zoom", leastZoom);
    ConfigField.within("most_zoom", mostZoom, leastZoom, 100);
    ConfigField.within("stretch", stretch, 1, 10);
    ConfigField.within("affine", affine, 0, 1);
    ConfigField.within("rotation", rotation, 0, 45);
    ConfigField.within("shear", shear, 0, 1);
  }
}
