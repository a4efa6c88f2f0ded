package org.sinopia.xrf.registration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sinopia.xrf.registration.Correlation.Transform;

/**
 * Where a scan may lie in a photograph: every size, small rotation and place is tried on a
 * photograph of few pixels.
 */
final class CoarseSearch {

  /** Longer side of the photograph that is searched, in pixels. */
  private static final double SIDE = 54;

  /** The scan covers between these parts of the photograph's length or height. */
  private static final double SMALLEST = 0.2;

  private static final double LARGEST = 1.2;

  /** With what small rotations add. */
  private static final double ROOM = 1.33;

  private static final double GROWTH = 1.06;
  private static final double[] DEGREES = {-6, -3, 0, 3, 6};

  /** The least share of the scan that lies within the photograph. */
  private static final double INSIDE = 0.8;

  private static final double SHORTEST = 10;

  /** The radius of the surroundings whose mean is taken away. */
  private static final int DETAIL = 4;

  private final PlaneStack photo;
  private final PlaneStack whole;
  private final Correlation size;
  private final Transform inside;
  private final Transform squares;
  private final Transform[] colours;
  private final double[] means;

  /** A place for the scan, and how much of the photograph it explains there. */
  record Place(Affine scanToPhoto, double share) {}

  CoarseSearch(PlaneStack whole) {
    this.whole = whole;
    this.photo = whole.within(SIDE).detail(DETAIL);
    this.size =
        Correlation.forSizes(
            photo.height(),
            photo.width(),
            (int) (ROOM * photo.height()),
            (int) (ROOM * photo.width()));
    int pixels = photo.height() * photo.width();
    float[] mask = new float[pixels];
    float[] square = new float[pixels];
    this.colours = new Transform[photo.count()];
    this.means = new double[photo.count()];
    for (int c = 0; c < colours.length; c++) {
      // Colours without a mean lose less where the scan lies partly outside.
      float[] plane = photo.plane(c).clone();
      for (float value : plane) {
        means[c] += value / pixels;
      }
      for (int i = 0; i < pixels; i++) {
        mask[i] = 1;
        plane[i] -= (float) means[c];
        square[i] += plane[i] * plane[i];
      }
      colours[c] = size.of(plane, photo.width());
    }
    this.inside = size.of(mask, photo.width());
    this.squares = size.of(square, photo.width());
  }

  /** The best place for each size and rotation, best first; of neighbours only the best. */
  List<Place> of(PlaneStack scan, int most) {
    List<double[]> tries = new ArrayList<>();
    double fit =
        Math.min((double) photo.width() / scan.width(), (double) photo.height() / scan.height());
    for (double part = SMALLEST; part < LARGEST * GROWTH; part *= GROWTH) {
      for (double degrees : DEGREES) {
        tries.add(new double[] {part * fit, degrees});
      }
    }
    List<Place> found =
        tries.parallelStream()
            .map(t -> best(scan, t[0], t[1]))
            .filter(place -> place.share() > 0)
            .sorted(Comparator.comparingDouble(Place::share).reversed())
            .toList();
    List<Place> apart = new ArrayList<>();
    for (Place place : found) {
      boolean near =
          apart.stream()
              .anyMatch(
                  other -> Corners.distance(scan, other.scanToPhoto(), place.scanToPhoto()) < 0.05);
      if (!near && apart.size() < most) {
        apart.add(place);
      }
    }
    return apart;
  }

  private Place best(PlaneStack scan, double scale, double degrees) {
    double cos = scale * StrictMath.cos(StrictMath.toRadians(degrees));
    double sin = scale * StrictMath.sin(StrictMath.toRadians(degrees));
    double left = Math.min(0, -sin * (scan.height() - 1));
    double top = Math.min(0, sin * (scan.width() - 1));
    Affine drawn = new Affine(cos, -sin, -left, sin, cos, -top);
    int width = (int) Math.ceil(cos * scan.width() + Math.abs(sin) * scan.height());
    int height = (int) Math.ceil(cos * scan.height() + Math.abs(sin) * scan.width());
    if (Math.min(height, width) < SHORTEST
        || height > size.rows() - photo.height()
        || width > size.columns() - photo.width()) {
      return new Place(drawn, -1);
    }
    PlaneStack small = drawn(scan, drawn, scale, height, width);
    int count = small.count();
    float[] mask = new float[height * width];
    double known = 0;
    for (int i = 0; i < mask.length; i++) {
      mask[i] = small.weight(i);
      known += mask[i];
    }
    Transform there = size.of(mask, width);
    // In pairs, since one transform back gives two correlations.
    List<Transform[]> pairs = new ArrayList<>();
    pairs.add(new Transform[] {there, inside});
    pairs.add(new Transform[] {there, squares});
    for (Transform colour : colours) {
      pairs.add(new Transform[] {there, colour});
    }
    for (int k = 0; k < count; k++) {
      Transform component = size.of(small.plane(k), width);
      pairs.add(new Transform[] {component, inside});
      for (Transform colour : colours) {
        pairs.add(new Transform[] {component, colour});
      }
    }
    double[][][] sums = new double[pairs.size() + 1][][];
    for (int i = 0; i < pairs.size(); i += 2) {
      Transform[] a = pairs.get(i);
      Transform[] b = pairs.get(Math.min(i + 1, pairs.size() - 1));
      double[][][] two = size.both(a[0], a[1], b[0], b[1]);
      sums[i] = two[0];
      sums[i + 1] = two[1];
    }
    int bestRow = 0;
    int bestColumn = 0;
    double best = -1;
    for (int y = 1 - height; y < photo.height(); y++) {
      for (int x = 1 - width; x < photo.width(); x++) {
        double share =
            share(
                sums,
                count,
                Math.floorMod(y, size.rows()),
                Math.floorMod(x, size.columns()),
                known);
        if (share > best) {
          best = share;
          bestRow = y;
          bestColumn = x;
        }
      }
    }
    Affine place =
        drawn
            .then(new Affine(1, 0, bestColumn, 0, 1, bestRow))
            .then(
                Affine.stretch(
                    (double) whole.width() / photo.width(),
                    (double) whole.height() / photo.height()));
    return new Place(place, best);
  }

  /** The share explained at a shift, as if the components did not depend on each other there. */
  private double share(double[][][] sums, int count, int y, int x, double known) {
    double n = sums[0][y][x];
    if (n < INSIDE * known) {
      return -1;
    }
    int c = colours.length;
    double variance = sums[1][y][x];
    for (int i = 0; i < c; i++) {
      double sum = sums[2 + i][y][x];
      variance -= sum * sum / n;
    }
    double explained = 0;
    for (int k = 0; k < count; k++) {
      int at = 2 + c + k * (1 + c);
      double mean = sums[at][y][x] / n;
      for (int i = 0; i < c; i++) {
        double product = sums[at + 1 + i][y][x] - mean * sums[2 + i][y][x];
        explained += product * product / n;
      }
    }
    return variance > 1e-9 * n
        ? Explained.beyondChance(Math.min(1, explained / variance), n, count)
        : -1;
  }

  /** The scan as a photograph of few pixels would show it, each component of variance 1. */
  private static PlaneStack drawn(
      PlaneStack scan, Affine place, double scale, int height, int width) {
    double down = Math.min(1, scale);
    int rows = Math.max(1, (int) Math.round(scan.height() * down));
    int columns = Math.max(1, (int) Math.round(scan.width() * down));
    PlaneStack fine = down < 1 ? scan.resized(rows, columns) : scan;
    Affine back =
        place
            .inverse()
            .then(Affine.stretch((double) columns / scan.width(), (double) rows / scan.height()));
    float[][] planes = new float[scan.count()][height * width];
    float[] weights = new float[height * width];
    double[] values = new double[scan.count()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        weights[at] = fine.at(back.x(x, y), back.y(x, y), values) ? 1 : 0;
        for (int k = 0; k < values.length; k++) {
          planes[k][at] = (float) values[k];
        }
      }
    }
    PlaneStack detail = new PlaneStack(height, width, planes, weights).detail(DETAIL);
    for (int k = 0; k < detail.count(); k++) {
      standardise(detail.plane(k), weights);
    }
    return detail;
  }

  private static void standardise(float[] plane, float[] weights) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < plane.length; i++) {
      n += weights[i];
      sum += plane[i];
      squares += (double) plane[i] * plane[i];
    }
    double mean = n > 0 ? sum / n : 0;
    double variance = n > 0 ? squares / n - mean * mean : 0;
    double scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (int i = 0; i < plane.length; i++) {
      plane[i] = (float) (weights[i] * (plane[i] - mean) * scale);
    }
  }
}
