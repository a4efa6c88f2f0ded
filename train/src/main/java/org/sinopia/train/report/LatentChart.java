package org.sinopia.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sinopia.train.report.LatentSpace.Point;
import org.sinopia.train.report.LatentSpace.Seen;

/**
 * The latent space seen along its three axes, as SVG, and as numbers for the page's script to turn
 * about. Coordinates are divided by one length for all axes, so that shapes stay as they are.
 */
final class LatentChart {
  private static final int SIDE = 260;
  private static final int MARGIN = 12;
  // This part of the spectra may lie beyond each end of the widest axis.
  private static final double OUTSIDE = 0.003;
  private static final double EDGE = 1.05;
  private static final int[][] VIEWS = {{0, 1}, {0, 2}, {1, 2}};

  private final LatentSpace space;
  private final double[] centre = new double[3];
  private final double reach;

  LatentChart(LatentSpace space) {
    this.space = space;
    double widest = 0;
    for (int axis = 0; axis < 3; axis++) {
      double[] values = sorted(axis, space.spectra());
      int skipped = (int) (OUTSIDE * values.length);
      double low = values[skipped];
      double high = values[values.length - 1 - skipped];
      for (Point centroid : space.centroids()) {
        low = Math.min(low, centroid.along(axis));
        high = Math.max(high, centroid.along(axis));
      }
      centre[axis] = (low + high) / 2;
      widest = Math.max(widest, (high - low) / 2);
    }
    reach = widest > 0 ? widest : 1;
  }

  /** A coordinate in the middle of the range is 0; 1 is its edge. */
  private double scaled(Point point, int axis) {
    return (point.along(axis) - centre[axis]) / reach;
  }

  private static double median(int axis, List<Seen> seen) {
    double[] values = sorted(axis, seen);
    return values[values.length / 2];
  }

  private static double[] sorted(int axis, List<Seen> seen) {
    return seen.stream().mapToDouble(s -> s.point().along(axis)).sorted().toArray();
  }

  private List<Seen> members(int pigment) {
    return space.spectra().stream().filter(seen -> seen.pigment() == pigment).toList();
  }

  /** The pigments that any point is of, as indices. */
  List<Integer> present() {
    return IntStream.range(0, space.names().size())
        .filter(pigment -> !members(pigment).isEmpty())
        .boxed()
        .toList();
  }

  /** Share of the points that are of a pigment. */
  double share(int pigment) {
    return (double) members(pigment).size() / space.spectra().size();
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
    String label =
        "Latent coordinates %d and %d of %d spectra, coloured by dominant pigment"
            .formatted(across + 1, up + 1, space.spectra().size());
    Svg svg = new Svg("cloud", SIDE, SIDE, label);
    for (int pigment : present()) {
      StringBuilder path = new StringBuilder();
      for (Seen seen : members(pigment)) {
        double x = scaled(seen.point(), across);
        double y = scaled(seen.point(), up);
        if (Math.max(Math.abs(x), Math.abs(y)) <= EDGE) {
          path.append('M').append(Svg.xy(pixel(x), pixel(-y))).append("h0");
        }
      }
      String colour = space.colours().get(pigment).toHex();
      svg.path("dots", "data-pigment=\"%d\" stroke=\"%s\"".formatted(pigment, colour), path);
    }
    for (Point centroid : space.centroids()) {
      String middle = Svg.xy(pixel(scaled(centroid, across)), pixel(-scaled(centroid, up)));
      String cross = "M" + middle + "m-5 0h10m-5 -5v10";
      svg.path("centroid halo", "", cross).path("centroid", "", cross);
    }
    for (int pigment : present()) {
      double x = (median(across, members(pigment)) - centre[across]) / reach;
      double y = (median(up, members(pigment)) - centre[up]) / reach;
      svg.text("number", pixel(x), pixel(-y) + 4, "middle", 0, Integer.toString(pigment + 1));
    }
    return svg.end();
  }

  private static double pixel(double coordinate) {
    return MARGIN + (Math.clamp(coordinate, -EDGE, EDGE) + 1) / 2 * (SIDE - 2 * MARGIN);
  }

  /** Points, pigments, colours and centroids as JSON; a thousand is the edge. */
  String json() {
    return "{\"points\":["
        + join(space.spectra(), seen -> triple(seen.point()))
        + "],\"pigments\":["
        + join(space.spectra(), seen -> Integer.toString(seen.pigment()))
        + "],\"colours\":["
        + join(space.colours(), colour -> '"' + colour.toHex() + '"')
        + "],\"centroids\":["
        + join(space.centroids(), point -> '[' + triple(point) + ']')
        + "]}";
  }

  private static <T> String join(List<T> items, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(","));
  }

  private String triple(Point point) {
    return IntStream.range(0, 3)
        .mapToObj(axis -> Long.toString(Math.round(1000 * scaled(point, axis))))
        .collect(Collectors.joining(","));
  }
}
