package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.physics.Detector;

/**
 * Families that belong together: an element is not there if its lines of high energy are missing,
 * however well those of low energy would explain a peak, since absorption only weakens the latter.
 */
final class Plausibility {
  private static final double MUCH_STRONGER = 3;
  private static final double COMPARABLE = 0.5;

  private Plausibility() {}

  /**
   * The families without those that cannot be.
   *
   * @param families those of the solution's first components
   * @param candidates all that the scan could show
   */
  static List<LineFamily> of(
      List<LineFamily> families,
      List<LineFamily> candidates,
      Solution solution,
      Detector detector) {
    List<LineFamily> kept = new ArrayList<>();
    for (int f = 0; f < families.size(); f++) {
      LineFamily family = families.get(f);
      if (isPlausible(f, families, candidates, solution, detector)) {
        kept.add(family);
      }
    }
    return kept;
  }

  private static boolean isPlausible(
      int f,
      List<LineFamily> families,
      List<LineFamily> candidates,
      Solution solution,
      Detector detector) {
    LineFamily family = families.get(f);
    double own = family.counted(detector);
    for (LineFamily stronger : candidates) {
      if (stronger.element().equals(family.element())
          && stronger.energyKev() > family.energyKev()
          && stronger.counted(detector) > COMPARABLE * own) {
        double seen = 0;
        for (int other = 0; other < families.size(); other++) {
          if (families.get(other).name().equals(stronger.name())) {
            seen = solution.amplitude(other);
          }
        }
        double expected = seen * own / stronger.counted(detector);
        if (solution.amplitude(f) > MUCH_STRONGER * expected) {
          return false;
        }
      }
    }
    return true;
  }
}
