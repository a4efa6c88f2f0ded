package org.sinopia.train.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sinopia.tensor.file.PendingFile;

/**
 * Regions with names, in a file beside the cube, and the same as GeoJSON (RFC 7946) for other
 * programs: there, each is a polygon, or the rectangles that make it up, in pixels, x to the right
 * and y downward. The file is read before each change, so what another view saved stays.
 */
final class SavedRegions {
  /** The most regions in a file. */
  static final int MAX_REGIONS = 1000;

  private static final int MAX_NAME = 100;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path file;

  /**
   * A region with a name.
   *
   * @param name 1 to 100 characters, no control characters
   * @param region how it was chosen
   */
  record Named(String name, Region region) {
    Named {
      if (name == null
          || name.isBlank()
          || name.length() > MAX_NAME
          || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "name: expected 1 to " + MAX_NAME + " characters on one line");
      }
      if (region == null) {
        throw new IllegalArgumentException("region: missing");
      }
    }
  }

  /** All of a file. */
  record All(List<Named> regions) {
    All {
      regions = regions == null ? List.of() : List.copyOf(regions);
    }
  }

  /** Finds the pixels of a region. */
  @FunctionalInterface
  interface Masks {
    RegionMask of(Region region);
  }

  /** In a file that need not be there yet. */
  SavedRegions(Path file) {
    this.file = file;
  }

  /** Beside a cube: {@code scan.h5} has {@code scan.h5.regions.json}. */
  static Path beside(Path cube) {
    return cube.resolveSibling(cube.getFileName() + ".regions.json");
  }

  /** The file's own name. */
  String fileName() {
    return file.getFileName().toString();
  }

  /**
   * The regions of the file; none if it is not there.
   *
   * @throws IOException if it is there and is not such a file; it stays as it is then
   */
  synchronized List<Named> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), All.class).regions();
    } catch (JsonProcessingException e) {
      throw new IOException(fileName() + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Adds a region; one of the same name is replaced. */
  synchronized List<Named> put(Named region, Masks masks) throws IOException {
    return change(
        all -> {
          List<Named> changed = new ArrayList<>(all);
          changed.removeIf(one -> one.name().equals(region.name()));
          changed.add(region);
          return changed;
        },
        masks);
  }

  /** Removes the region of a name, if there is one. */
  synchronized List<Named> remove(String name, Masks masks) throws IOException {
    return change(all -> all.stream().filter(one -> !one.name().equals(name)).toList(), masks);
  }

  private List<Named> change(UnaryOperator<List<Named>> change, Masks masks) throws IOException {
    List<Named> changed = change.apply(read());
    if (changed.size() > MAX_REGIONS) {
      throw new IllegalArgumentException(
          "regions: %d, expected at most %d".formatted(changed.size(), MAX_REGIONS));
    }
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(new All(changed));
    byte[] geo = JSON.writeValueAsBytes(geoJson(changed, masks));
    PendingFile.write(file, path -> Files.write(path, json));
    String name = fileName().replaceFirst("\\.json$", "") + ".geojson";
    PendingFile.write(file.resolveSibling(name), path -> Files.write(path, geo));
    return changed;
  }

  private static ObjectNode geoJson(List<Named> regions, Masks masks) {
    ObjectNode root = JSON.createObjectNode().put("type", "FeatureCollection");
    ArrayNode features = root.putArray("features");
    for (Named one : regions) {
      ObjectNode feature = features.addObject().put("type", "Feature");
      feature.putObject("properties").put("name", one.name());
      ObjectNode geometry = feature.putObject("geometry");
      if (one.region() instanceof Region.Lasso(List<Region.Point> points)) {
        geometry.put("type", "Polygon");
        ring(geometry.putArray("coordinates").addArray(), points);
      } else {
        geometry.put("type", "MultiPolygon");
        ArrayNode polygons = geometry.putArray("coordinates");
        rectangles(masks.of(one.region()), polygons);
      }
    }
    return root;
  }

  private static void ring(ArrayNode ring, List<Region.Point> points) {
    points.forEach(p -> ring.addArray().add(p.x()).add(p.y()));
    ring.addArray().add(points.getFirst().x()).add(points.getFirst().y());
  }

  /** Runs of pixels in a row, put together where rows below have the very same run. */
  private static void rectangles(RegionMask mask, ArrayNode polygons) {
    for (int row = 0; row < mask.height(); row++) {
      for (int left = 0; left < mask.width(); left++) {
        if (!startsRun(mask, row, left)) {
          continue;
        }
        int right = end(mask, row, left);
        if (row > 0 && isRun(mask, row - 1, left, right)) {
          continue;
        }
        int bottom = row + 1;
        while (bottom < mask.height() && isRun(mask, bottom, left, right)) {
          bottom++;
        }
        ring(
            polygons.addArray().addArray(),
            List.of(
                new Region.Point(left, row),
                new Region.Point(right, row),
                new Region.Point(right, bottom),
                new Region.Point(left, bottom)));
      }
    }
  }

  private static boolean startsRun(RegionMask mask, int row, int column) {
    return mask.contains(row, column) && (column == 0 || !mask.contains(row, column - 1));
  }

  private static int end(RegionMask mask, int row, int left) {
    int right = left;
    while (right < mask.width() && mask.contains(row, right)) {
      right++;
    }
    return right;
  }

  private static boolean isRun(RegionMask mask, int row, int left, int right) {
    return startsRun(mask, row, left) && end(mask, row, left) == right;
  }
}
