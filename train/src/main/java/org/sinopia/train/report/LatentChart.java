package org.sinopia.train.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The latent space seen along its three axes, as SVG, and as numbers for the page's script to turn
 * about. Coordinates are divided by one length for all axes, so that shapes stay as they are.
 */
final class LatentChart {
  private static final int SIDE = 260;
  private static final int MARGIN = 12;
  private static final double OUTERMOST = 0.995;
  private static final int[][] VIEWS = {{0, 1}, {0, 2}, {1, 2}};

  private final LatentSpace space;
  private final double[] centre = new double[3];
  private double reach;

  LatentChart(LatentSpace space) {
    this.space = space;
    for (int axis = 0; axis < 3; axis++) {
      centre[axis] = median(axis, IntStream.range(0, space.points().length).toArray());
    }
    double[] distances =
        Arrays.stream(space.points())
            .mapToDouble(
                p ->
                    IntStream.range(0, 3)
                        .mapToDouble(axis -> Math.abs(p[axis] - centre[axis]))
                        .max()
                        .orElseThrow())
            .sorted()
            .toArray();
    if (distances.length > 0) {
      reach = distances[(int) (OUTERMOST * (distances.length - 1))];
    }
    reach = reach > 0 ? reach : 1;
  }

  /** A coordinate in the middle of the picture's range is 0; 1 is its edge. */
  private double scaled(float[] point, int axis) {
    return (point[axis] - centre[axis]) / reach;
  }

  private double median(int axis, int[] members) {
    double[] values = Arrays.stream(members).mapToDouble(i -> space.points()[i][axis]).sorted().toArray();
    return values.length == 0 ? 0 : values[values.length / 2];
  }

  private int[] members(int pigment) {
    return IntStream.range(0, space.points().length)
        .filter(i -> space.pigments()[i] == pigment)
        .toArray();
  }

  /** The pigments that any point is of, as indices. */
  List<Integer> present() {
    return IntStream.range(0, space.names().size())
        .filter(pigment -> members(pigment).length > 0)
        .boxed()
        .toList();
  }

  /** Share of the points that are of a pigment. */
  double share(int pigment) {
    return (double) members(pigment).length / space.points().length;
  }

  /** The three views. */
  List<String> views() {
    List<String> views = new ArrayList<>();
    for (int[] axes : VIEWS) {
      views.add(view(axes[0], axes[1]));
    }
    return views;
  }

  private String view(int across, int up) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg class=\"cloud\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Latent"
                + " coordinates %d and %d of %d spectra, coloured by dominant pigment\">",
            SIDE,
            SIDE,
            across + 1,
            up + 1,
            space.points().length));
    for (int pigment : present()) {
      StringBuilder path = new StringBuilder();
      for (int i : members(pigment)) {
        double x = scaled(space.points()[i], across);
        double y = scaled(space.points()[i], up);
        if (Math.max(Math.abs(x), Math.abs(y)) <= 1.05) {
          path.append(format("M%.1f %.1fh0", pixel(x), pixel(-y)));
        }
      }
      svg.append(
          format(
              "<path class=\"dots\" data-pigment=\"%d\" stroke=\"%s\" d=\"%s\"/>",
              pigment,
              space.colours().get(pigment).toHex(),
              path));
    }
    for (float[] centroid : space.centroids()) {
      svg.append(
          format(
              "<path class=\"centroid\" d=\"M%.1f %.1fm-5 0h10m-5 -5v10\"/>",
              pixel(scaled(centroid, across)),
              pixel(-scaled(centroid, up))));
    }
    for (int pigment : present()) {
      svg.append(
          format(
              "<text class=\"number\" x=\"%.1f\" y=\"%.1f\">%d</text>",
              pixel((median(across, members(pigment)) - centre[across]) / reach),
              pixel(-(median(up, members(pigment)) - centre[up]) / reach) + 4,
              pigment + 1));
    }
    return svg.append("</svg>").toString();
  }

  private static double pixel(double coordinate) {
    return MARGIN + (Math.clamp(coordinate, -1.05, 1.05) + 1) / 2 * (SIDE - 2 * MARGIN);
  }

  /** Points, pigments, colours and centroids as JSON; a thousand is the edge. */
  String json() {
    StringBuilder json = new StringBuilder("{\"points\":[");
    for (int i = 0; i < space.points().length; i++) {
      json.append(i == 0 ? "" : ",").append(triple(space.points()[i]));
    }
    json.append("],\"pigments\":").append(Arrays.toString(space.pigments()).replace(" ", ""));
    json.append(",\"colours\":[");
    for (int i = 0; i < space.colours().size(); i++) {
      json.append(i == 0 ? "\"" : ",\"").append(space.colours().get(i).toHex()).append('"');
    }
    json.append("],\"centroids\":[");
    for (int i = 0; i < space.centroids().length; i++) {
      json.append(i == 0 ? "[" : ",[").append(triple(space.centroids()[i])).append(']');
    }
    return json.append("]}").toString();
  }

  private String triple(float[] point) {
    return format(
        "%d,%d,%d",
        Math.round(1000 * scaled(point, 0)),
        Math.round(1000 * scaled(point, 1)),
        Math.round(1000 * scaled(point, 2)));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
