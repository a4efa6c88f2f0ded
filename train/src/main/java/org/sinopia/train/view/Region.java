package org.sinopia.train.view;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.xrf.cube.CubeHeader;

/**
 * How a region is chosen. Coordinates are in pixels of the scan, x to the right and y downward from
 * the upper left corner; the middle of the first pixel is at (0.5, 0.5).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Region.Everything.class, name = "everything"),
  @JsonSubTypes.Type(value = Region.Rectangle.class, name = "rectangle"),
  @JsonSubTypes.Type(value = Region.Lasso.class, name = "lasso"),
  @JsonSubTypes.Type(value = Region.Threshold.class, name = "threshold"),
  @JsonSubTypes.Type(value = Region.Brushed.class, name = "brushed")
})
sealed interface Region {

  /** The most corners of a lasso. */
  int MAX_POINTS = 10_000;

  /**
   * A corner.
   *
   * @param x to the right
   * @param y downward, or of a scatter plot upward
   */
  record Point(double x, double y) {}

  /** All pixels. */
  record Everything() implements Region {}

  /**
   * A rectangle; what lies outside the scan is left out.
   *
   * @param x left edge in whole pixels
   * @param y upper edge
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   */
  record Rectangle(int x, int y, int width, int height) implements Region {}

  /**
   * Pixels whose middles are inside a polygon, by the even-odd rule.
   *
   * @param points its corners, 3 to {@value #MAX_POINTS}
   */
  record Lasso(List<Point> points) implements Region {}

  /**
   * Pixels whose value in a layer is in a range.
   *
   * @param layer of numbers
   * @param from least value; null for none
   * @param to largest; null for none
   */
  record Threshold(String layer, Double from, Double to) implements Region {}

  /**
   * Pixels that are inside a polygon in the scatter plot of two layers.
   *
   * @param x layer of the horizontal axis
   * @param y layer of the vertical axis
   * @param points corners in the layers' units
   */
  record Brushed(String x, String y, List<Point> points) implements Region {}

  /**
   * The pixels.
   *
   * @param header of the scan
   * @param planes layers of numbers by id; throws for one that is unknown
   * @throws IllegalArgumentException if the region is not as it should be
   */
  default RegionMask mask(CubeHeader header, Function<String, Plane> planes) {
    int height = header.height();
    int width = header.width();
    BitSet pixels = new BitSet(height * width);
    switch (this) {
      case Everything() -> pixels.set(0, height * width);
      case Rectangle r -> fill(r, height, width, pixels);
      case Lasso(List<Point> points) -> fill(checked(points), height, width, pixels);
      case Threshold t -> fill(t, same(planes.apply(required("layer", t.layer)), header), pixels);
      case Brushed b -> {
        Plane x = same(planes.apply(required("x", b.x)), header);
        Plane y = same(planes.apply(required("y", b.y)), header);
        fill(checked(b.points), x, y, pixels);
      }
    }
    return new RegionMask(height, width, pixels);
  }

  private static String required(String field, String value) {
    if (value == null) {
      throw new IllegalArgumentException("region: " + field + " is missing");
    }
    return value;
  }

  private static Plane same(Plane plane, CubeHeader header) {
    if (plane.height() != header.height() || plane.width() != header.width()) {
      throw new IllegalArgumentException("region: the layer is not of the scan's pixels");
    }
    return plane;
  }

  private static List<Point> checked(List<Point> points) {
    if (points == null || points.size() < 3 || points.size() > MAX_POINTS) {
      throw new IllegalArgumentException(
          "region: %d corners, expected 3 to %d"
              .formatted(points == null ? 0 : points.size(), MAX_POINTS));
    }
    for (Point point : points) {
      if (point == null || !Double.isFinite(point.x) || !Double.isFinite(point.y)) {
        throw new IllegalArgumentException("region: a corner is no pair of numbers");
      }
    }
    return points;
  }

  private static void fill(Rectangle r, int height, int width, BitSet pixels) {
    if (r.width < 1 || r.height < 1) {
      throw new IllegalArgumentException("region: rectangle without pixels");
    }
    int left = Math.max(0, r.x);
    int top = Math.max(0, r.y);
    int right = (int) Math.min(width, (long) r.x + r.width);
    int bottom = (int) Math.min(height, (long) r.y + r.height);
    for (int row = top; row < bottom && left < right; row++) {
      pixels.set(row * width + left, row * width + right);
    }
  }

  private static void fill(List<Point> points, int height, int width, BitSet pixels) {
    for (int row = 0; row < height; row++) {
      double[] crossings = crossings(points, row + 0.5);
      for (int i = 0; i + 1 < crossings.length; i += 2) {
        // A middle at c + 0.5 is inside from the first crossing on, up to the second.
        int left = (int) Math.clamp(Math.ceil(crossings[i] - 0.5), 0, width);
        int right = (int) Math.clamp(Math.ceil(crossings[i + 1] - 0.5), 0, width);
        if (left < right) {
          pixels.set(row * width + left, row * width + right);
        }
      }
    }
  }

  private static double[] crossings(List<Point> points, double y) {
    double[] crossings = new double[points.size()];
    int count = 0;
    for (int i = 0; i < points.size(); i++) {
      Point a = points.get(i);
      Point b = points.get((i + 1) % points.size());
      if (a.y <= y != b.y <= y) {
        crossings[count++] = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
      }
    }
    double[] sorted = Arrays.copyOf(crossings, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static void fill(Threshold t, Plane plane, BitSet pixels) {
    double from = t.from == null ? Double.NEGATIVE_INFINITY : t.from;
    double to = t.to == null ? Double.POSITIVE_INFINITY : t.to;
    for (int p = 0; p < plane.height() * plane.width(); p++) {
      float value = plane.get(p);
      if (value >= from && value <= to) {
        pixels.set(p);
      }
    }
  }

  private static void fill(List<Point> points, Plane x, Plane y, BitSet pixels) {
    for (int p = 0; p < x.height() * x.width(); p++) {
      float a = x.get(p);
      float b = y.get(p);
      if (!Float.isNaN(a) && !Float.isNaN(b) && inside(points, a, b)) {
        pixels.set(p);
      }
    }
  }

  private static boolean inside(List<Point> points, double x, double y) {
    boolean inside = false;
    for (int i = 0; i < points.size(); i++) {
      Point a = points.get(i);
      Point b = points.get((i + 1) % points.size());
      boolean crosses = a.y <= y != b.y <= y;
      if (crosses && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) {
        inside = !inside;
      }
    }
    return inside;
  }
}
