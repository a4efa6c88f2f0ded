package org.sinopia.xrf.registration;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealVector;

/**
 * The affine map from a scan to its photograph that fits pairs of points best, in the sense of
 * least squares over distances in the photograph.
 *
 * @param scanToPhoto the map
 * @param residuals distance of each pair's photograph point from where the map has it, in pixels
 */
public record PointFit(Affine scanToPhoto, List<Double> residuals) {

  private static final int FEWEST = 3;

  /** Points closer to a line than this part of their extent do not fix a map. */
  private static final double FLAT = 1e-3;

  /** Copies the residuals. */
  public PointFit {
    residuals = List.copyOf(residuals);
  }

  /**
   * Fits a map.
   *
   * @param pairs three or more, not on a line
   * @throws IllegalArgumentException if they are fewer, or on a line
   */
  public static PointFit of(List<PointPair> pairs) {
    if (pairs.size() < FEWEST) {
      throw new IllegalArgumentException(
          "points: %d pairs, expected three or more".formatted(pairs.size()));
    }
    requireSpread(pairs);
    double meanX = pairs.stream().mapToDouble(PointPair::scanX).average().orElseThrow();
    double meanY = pairs.stream().mapToDouble(PointPair::scanY).average().orElseThrow();
    double[][] design = new double[pairs.size()][];
    double[] x = new double[pairs.size()];
    double[] y = new double[pairs.size()];
    for (int i = 0; i < design.length; i++) {
      PointPair pair = pairs.get(i);
      design[i] = new double[] {pair.scanX() - meanX, pair.scanY() - meanY, 1};
      x[i] = pair.photoX();
      y[i] = pair.photoY();
    }
    var solver = new QRDecomposition(new Array2DRowRealMatrix(design, false)).getSolver();
    RealVector a = solver.solve(new ArrayRealVector(x, false));
    RealVector b = solver.solve(new ArrayRealVector(y, false));
    Affine map =
        new Affine(1, 0, -meanX, 0, 1, -meanY)
            .then(
                new Affine(
                    a.getEntry(0),
                    a.getEntry(1),
                    a.getEntry(2),
                    b.getEntry(0),
                    b.getEntry(1),
                    b.getEntry(2)));
    List<Double> residuals =
        pairs.stream()
            .map(
                p ->
                    StrictMath.hypot(
                        map.x(p.scanX(), p.scanY()) - p.photoX(),
                        map.y(p.scanX(), p.scanY()) - p.photoY()))
            .toList();
    return new PointFit(map, residuals);
  }

  private static void requireSpread(List<PointPair> pairs) {
    double[][] scan =
        pairs.stream().map(p -> new double[] {p.scanX(), p.scanY()}).toArray(double[][]::new);
    double[][] photo =
        pairs.stream().map(p -> new double[] {p.photoX(), p.photoY()}).toArray(double[][]::new);
    if (isFlat(scan) || isFlat(photo)) {
      throw new IllegalArgumentException(
          "points: all on one line, expected three corners of a triangle or more");
    }
  }

  /** Whether the smaller principal axis of a cloud of points is next to nothing. */
  private static boolean isFlat(double[][] points) {
    double mx = 0;
    double my = 0;
    for (double[] p : points) {
      mx += p[0] / points.length;
      my += p[1] / points.length;
    }
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (double[] p : points) {
      xx += (p[0] - mx) * (p[0] - mx);
      xy += (p[0] - mx) * (p[1] - my);
      yy += (p[1] - my) * (p[1] - my);
    }
    double middle = (xx + yy) / 2;
    double apart = StrictMath.hypot((xx - yy) / 2, xy);
    return !(middle - apart > FLAT * FLAT * (middle + apart));
  }

  /** The root of the mean squared residual, in pixels of the photograph; 0 for three pairs. */
  public double rms() {
    double sum = 0;
    for (double residual : residuals) {
      sum += residual * residual;
    }
    return Math.sqrt(sum / residuals.size());
  }
}
