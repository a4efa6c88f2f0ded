package org.sinopia.xrf.physics;

/**
 * Photons of one line that leave their birthplaces in layer p at one slant to the normal, half of
 * them upward and half downward, as seen by an absorber whose own photons must get out.
 */
final class Flight {

  private final int home;
  private final ExponentialSum source;
  private final double[] slanted;
  private final double[] left;
  private final double[] mass;
  private final double[] leftInward;
  private final double[] entering;

  /**
   * Follows the photons.
   *
   * @param home index of layer p
   * @param source density of births over the depth in layer p
   * @param slanted attenuation of each layer along the slant, per mass of its depth
   * @param left what each layer lets through along the slant
   * @param mass mass per area of each layer
   */
  Flight(int home, ExponentialSum source, double[] slanted, double[] left, double[] mass) {
    this.home = home;
    this.source = source;
    this.slanted = slanted;
    this.left = left;
    this.mass = mass;
    leftInward = new double[source.end()];
    entering = new double[mass.length];
    double up = 0;
    double down = 0;
    double u = slanted[home];
    for (int g = source.first(); g < source.end(); g++) {
      if (source.amount(g) > 0) {
        double a = source.coefficient(g);
        leftInward[g] = StrictMath.exp(-a * mass[home]);
        up += source.amount(g) * Slab.whole(a + u, leftInward[g] * left[home]);
        down += source.amount(g) * Slab.across(a, leftInward[g], u, left[home], mass[home]);
      }
    }
    for (int q = home - 1; q >= 0; q--) {
      entering[q] = up;
      up *= left[q];
    }
    for (int q = home + 1; q < mass.length; q++) {
      entering[q] = down;
      down *= left[q];
    }
  }

  /**
   * ∫ flux · exp(−outward·z′) dz′ over layer q, in both directions together.
   *
   * @param q index of the layer
   * @param outward attenuation of the absorber's own photons on their way out
   * @param leftOutward what the whole layer lets through of them
   */
  double absorbed(int q, double outward, double leftOutward) {
    if (q < home) {
      return entering[q] * Slab.across(outward, leftOutward, slanted[q], left[q], mass[q]);
    }
    if (q > home) {
      return entering[q] * Slab.whole(outward + slanted[q], leftOutward * left[q]);
    }
    double sum = 0;
    for (int g = source.first(); g < source.end(); g++) {
      if (source.amount(g) > 0) {
        sum +=
            source.amount(g)
                * Slab.within(
                    source.coefficient(g),
                    outward,
                    slanted[q],
                    leftInward[g] * leftOutward,
                    leftInward[g] * left[q],
                    leftOutward * left[q],
                    mass[q]);
      }
    }
    return sum;
  }
}
