package org.sinopia.xrf.registration;

/** Affine maps by where they take three corners of a scan, in which they are easy to compare. */
final class Corners {

  private Corners() {}

  /**
   * Columns and rows of where the first, the last of the first row and the first of the last row
   * go.
   */
  static double[] of(PlaneStack scan, Affine map) {
    double right = Math.max(1, scan.width() - 1);
    double bottom = Math.max(1, scan.height() - 1);
    return new double[] {
      map.x(0, 0), map.y(0, 0), map.x(right, 0), map.y(right, 0), map.x(0, bottom), map.y(0, bottom)
    };
  }

  /** The map of such numbers. */
  static Affine map(PlaneStack scan, double[] corners) {
    double right = Math.max(1, scan.width() - 1);
    double bottom = Math.max(1, scan.height() - 1);
    return new Affine(
        (corners[2] - corners[0]) / right,
        (corners[4] - corners[0]) / bottom,
        corners[0],
        (corners[3] - corners[1]) / right,
        (corners[5] - corners[1]) / bottom,
        corners[1]);
  }

  /** The largest distance between two maps' corners, over the length of the first's diagonal. */
  static double distance(PlaneStack scan, Affine a, Affine b) {
    double right = scan.width() - 1;
    double bottom = scan.height() - 1;
    double most = 0;
    for (int corner = 0; corner < 4; corner++) {
      double x = (corner & 1) * right;
      double y = (corner >> 1) * bottom;
      most = Math.max(most, StrictMath.hypot(a.x(x, y) - b.x(x, y), a.y(x, y) - b.y(x, y)));
    }
    double diagonal =
        StrictMath.hypot(a.x(right, bottom) - a.x(0, 0), a.y(right, bottom) - a.y(0, 0));
    return most / diagonal;
  }
}
