package org.sinopia.xrf.registration;

/**
 * An affine map of the plane: (x, y) goes to (xx·x + xy·y + x0, yx·x + yy·y + y0). The middle of a
 * picture's first pixel is (0, 0), x counts columns and y rows.
 *
 * @param xx part of the old x in the new
 * @param xy part of the old y in the new x
 * @param x0 the new x of (0, 0)
 * @param yx part of the old x in the new y
 * @param yy part of the old y in the new
 * @param y0 the new y of (0, 0)
 */
public record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not finite
   */
  public Affine {
    if (!Double.isFinite(xx + xy + x0 + yx + yy + y0)) {
      throw new IllegalArgumentException("affine map: expected finite numbers");
    }
  }

  /** Stretches by two factors, edges to edges: the corner of the first pixel stays. */
  static Affine stretch(double alongX, double alongY) {
    return new Affine(alongX, 0, (alongX - 1) / 2, 0, alongY, (alongY - 1) / 2);
  }

  /** The new x of a point. */
  public double x(double x, double y) {
    return xx * x + xy * y + x0;
  }

  /** The new y of a point. */
  public double y(double x, double y) {
    return yx * x + yy * y + y0;
  }

  /** First this map, then another. */
  public Affine then(Affine next) {
    return new Affine(
        next.xx * xx + next.xy * yx,
        next.xx * xy + next.xy * yy,
        next.x(x0, y0),
        next.yx * xx + next.yy * yx,
        next.yx * xy + next.yy * yy,
        next.y(x0, y0));
  }

  /** How many times larger areas become; below 0 if the map mirrors. */
  public double determinant() {
    return xx * yy - xy * yx;
  }

  /**
   * The map back.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Affine inverse() {
    double d = determinant();
    if (!(Math.abs(d) > 1e-12)) {
      throw new IllegalArgumentException("affine map: takes the plane to a line");
    }
    return new Affine(
        yy / d, -xy / d, (xy * y0 - yy * x0) / d, -yx / d, xx / d, (yx * x0 - xx * y0) / d);
  }

  /** Length of what was 1 along x, in new pixels. */
  public double scaleX() {
    return Math.sqrt(xx * xx + yx * yx);
  }

  /** Length of what was 1 along y, in new pixels. */
  public double scaleY() {
    return Math.sqrt(xy * xy + yy * yy);
  }

  /** By how many degrees the x axis turns clockwise, as y points down. */
  public double rotationDegrees() {
    return StrictMath.toDegrees(StrictMath.atan2(yx, xx));
  }

  /** The two rows of the matrix. */
  public double[][] rows() {
    return new double[][] {{xx, xy, x0}, {yx, yy, y0}};
  }
}
