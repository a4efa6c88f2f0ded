package org.sinopia.xrf.cube;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sinopia.xrf.EnergyAxis;

/**
 * Facts about a cube beside its samples.
 *
 * @param height rows of pixels, at least 1
 * @param width columns of pixels, at least 1
 * @param bins energy bins of each pixel, 1 to {@link EnergyAxis#MAX_BINS}
 * @param type number type of the samples
 * @param energy the energy axis, of {@code bins} bins; empty if the cube is not calibrated
 * @param attributes further facts by name, in order of name: strings, longs and doubles
 */
public record CubeHeader(
    int height,
    int width,
    int bins,
    SampleType type,
    Optional<EnergyAxis> energy,
    Map<String, Object> attributes) {

  /**
   * Checks the header and copies the attributes.
   *
   * @throws IllegalArgumentException if a component is out of the range given above, the cube has
   *     2<sup>63</sup> bytes or more, or an attribute is of another type
   */
  public CubeHeader {
    if (height < 1 || width < 1 || bins < 1 || bins > EnergyAxis.MAX_BINS) {
      throw new IllegalArgumentException(
          "cube: %d x %d pixels x %d bins, expected at least 1 each, at most %d bins"
              .formatted(height, width, bins, EnergyAxis.MAX_BINS));
    }
    if ((long) height * width > Long.MAX_VALUE / bins / type.bytes()) {
      throw new IllegalArgumentException(
          "cube: %d x %d pixels x %d bins of %s exceed 2^63 bytes"
              .formatted(height, width, bins, type.label()));
    }
    if (energy.isPresent() && energy.get().bins() != bins) {
      throw new IllegalArgumentException(
          "cube: energy axis has %d bins, expected the cube's %d"
              .formatted(energy.get().bins(), bins));
    }
    for (var entry : attributes.entrySet()) {
      if (!(entry.getValue() instanceof String
          || entry.getValue() instanceof Long
          || entry.getValue() instanceof Double)) {
        throw new IllegalArgumentException(
            "cube: attribute %s is a %s, expected a String, Long or Double"
                .formatted(entry.getKey(), entry.getValue().getClass().getSimpleName()));
      }
    }
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /**
   * A header without axis and attributes.
   *
   * @param height rows of pixels
   * @param width columns of pixels
   * @param bins energy bins
   * @param type number type of the samples
   */
  public CubeHeader(int height, int width, int bins, SampleType type) {
    this(height, width, bins, type, Optional.empty(), Map.of());
  }

  /** Number of pixels. */
  public long pixels() {
    return (long) height * width;
  }

  /** Bytes of one pixel's spectrum. */
  public long pixelBytes() {
    return (long) bins * type.bytes();
  }

  /** Bytes of all samples. */
  public long bytes() {
    return pixels() * pixelBytes();
  }

  /**
   * Bytes of the samples of a rectangle.
   *
   * @param tile a rectangle of pixels
   */
  public long bytes(Tile tile) {
    return tile.pixels() * pixelBytes();
  }

  /** This header with another energy axis. */
  public CubeHeader withEnergy(EnergyAxis axis) {
    return new CubeHeader(height, width, bins, type, Optional.of(axis), attributes);
  }

  /** This header with an energy axis, if there is one, and attributes. */
  public CubeHeader with(Optional<EnergyAxis> axis, Map<String, Object> facts) {
    return new CubeHeader(height, width, bins, type, axis, facts);
  }

  /**
   * Checks that a rectangle lies in the cube.
   *
   * @throws IndexOutOfBoundsException if it does not
   */
  public void requireInside(Tile tile) {
    if (tile.row() + tile.height() > height || tile.column() + tile.width() > width) {
      throw new IndexOutOfBoundsException(
          "%s is outside a cube of %d x %d pixels".formatted(tile, height, width));
    }
  }
}
