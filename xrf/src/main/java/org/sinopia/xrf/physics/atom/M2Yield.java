package org.sinopia.xrf.physics.atom;

/**
 * The M2 fluorescence yields of iridium to lead. xraylib's for gold, 0.0423, is ten times what lies
 * between its values for osmium (0.00325) and bismuth (0.00652), and what EADL97 (0.0036) and Chen,
 * Crasemann and Mark (0.0034) have: a digit slipped. xraylib interpolates its neighbours from it,
 * so that they are too high as well. They are interpolated from 0.00423 here.
 */
final class M2Yield {

  private static final int OSMIUM = 76;
  private static final int GOLD = 79;
  private static final int BISMUTH = 83;
  private static final double OF_OSMIUM = 0.00325;
  private static final double OF_GOLD = 0.00423;
  private static final double OF_BISMUTH = 0.00652;
  private static final double SLIPPED = 10;

  private M2Yield() {}

  /** The yield by which to replace the table's, over that; 1 for other shells and elements. */
  static double correction(int z, Shell shell) {
    if (shell != Shell.M2 || z <= OSMIUM || z >= BISMUTH) {
      return 1;
    }
    return interpolated(z, OF_GOLD) / interpolated(z, SLIPPED * OF_GOLD);
  }

  private static double interpolated(int z, double ofGold) {
    return z <= GOLD
        ? OF_OSMIUM + (ofGold - OF_OSMIUM) * (z - OSMIUM) / (GOLD - OSMIUM)
        : ofGold + (OF_BISMUTH - ofGold) * (z - GOLD) / (BISMUTH - GOLD);
  }
}
