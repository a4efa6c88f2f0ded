package org.sinopia.xrf.physics;

/**
 * Integrals of exponentials over the depth z of one layer, 0 to m in mass per area, m possibly
 * infinite. Coefficients are above 0, in cm²/g; results are in g/cm² or its square.
 */
public final class Slab {

  // Closer coefficients make a difference of few digits, and a derivative is exact enough.
  private static final double NEAR = 1e-5;

  private Slab() {}

  /** ∫ exp(−x·z) dz, given exp(−x·m). */
  public static double whole(double x, double left) {
    return (1 - left) / x;
  }

  /**
   * ∫ exp(−a·z) exp(−u·(m − z)) dz: photons born at one face's rate that leave through the other.
   *
   * @param leftA exp(−a·m)
   * @param leftU exp(−u·m)
   */
  public static double across(double a, double leftA, double u, double leftU, double m) {
    if (Math.abs(a - u) < NEAR * (a + u)) {
      return leftU == 0 ? 0 : m * Math.sqrt(leftA * leftU);
    }
    return (leftU - leftA) / (a - u);
  }

  /**
   * ∫∫ exp(−a·z) exp(−u·|z − z′|) exp(−b·z′) dz dz′, the sum of those who fly up and down.
   *
   * @param leftAb exp(−(a + b)·m), likewise the others
   */
  public static double within(
      double a, double b, double u, double leftAb, double leftAu, double leftBu, double m) {
    double ab = whole(a + b, leftAb);
    return difference(a + b, ab, leftAb, a + u, leftAu, m)
        + difference(a + b, ab, leftAb, b + u, leftBu, m);
  }

  /** (g(x) − g(y))/(y − x) for g(x) = ∫ exp(−x·z) dz; −g′ where x and y are near. */
  private static double difference(
      double x, double wholeX, double leftX, double y, double leftY, double m) {
    if (Math.abs(y - x) < NEAR * (x + y)) {
      return (wholeX - (leftX == 0 ? 0 : m * leftX)) / x;
    }
    return (wholeX - whole(y, leftY)) / (y - x);
  }
}
