package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.PeakResponse;
import org.sinopia.xrf.physics.apparatus.Detector;

/**
 * Families that can be there. An element is not if its lines of high energy are missing, however
 * well those of low energy would explain a peak, since absorption only weakens the latter. Nor is
 * it if its strongest line lies in the flank of a family with many more counts: what is a hundredth
 * of lead, at the distance of bismuth's line, is the tail of lead's peak.
 */
final class Plausibility {
  private static final double MUCH_STRONGER = 3;
  private static final double COMPARABLE = 0.5;

  /** Peaks nearer than this number of their widths overlap. */
  private static final double FLANK_WIDTHS = 2;

  /** A family in the flank of another has at least this part of its counts. */
  private static final double FLANK_SHARE = 0.03;

  private Plausibility() {}

  /**
   * The families without those that cannot be.
   *
   * @param families those of the solution's first components
   * @param candidates all that the scan could show
   * @param response shapes of peaks
   */
  static List<LineFamily> of(
      List<LineFamily> families,
      List<LineFamily> candidates,
      Solution solution,
      Detector detector,
      PeakResponse response) {
    List<LineFamily> kept = new ArrayList<>();
    for (int f = 0; f < families.size(); f++) {
      LineFamily family = families.get(f);
      if (isPlausible(f, families, candidates, solution, detector)
          && !isFlank(f, families, solution, response)) {
        kept.add(family);
      }
    }
    return kept;
  }

  private static boolean isFlank(
      int f, List<LineFamily> families, Solution solution, PeakResponse response) {
    double energy = families.get(f).energyKev();
    double reach = FLANK_WIDTHS * response.fwhmKev(energy);
    for (int other = 0; other < families.size(); other++) {
      if (Math.abs(families.get(other).energyKev() - energy) < reach
          && solution.amplitude(f) < FLANK_SHARE * solution.amplitude(other)) {
        return true;
      }
    }
    return false;
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
