package org.sinopia.xrf.physics.atom;

import java.util.List;
import java.util.stream.Stream;

/**
 * Puts absorption edges back between their two points. The tables have a point a hundred-thousandth
 * to each side of every edge, but for some edges (potassium K and molybdenum K among them) the
 * values were computed with an edge that lies an electronvolt off, so that both points fall on one
 * side of the step or on its slope, and interpolation would smear it over the next stretch. The
 * point on the wrong side gets the value that the power law of its side has there.
 */
final class EdgeSteps {

  // The two points about an edge lie 2e-5 of its energy apart, rounded to the electronvolt's tenth;
  // points of the regular grid are farther from each other but may lie nearer to one of them.
  private static final double PAIR = 5e-5;
  private static final double RISE = 1.02;

  // Absorption falls with at least E^-2, but less steeply above M5 and M4, whose photoionisation
  // sets in late.
  private static final double FLATTEST = -2;
  private static final double FLATTEST_D_SHELL = -0.5;
  private static final double STEEPEST = -3.2;
  private static final int MERCURY = 80;

  private EdgeSteps() {}

  /** True if points {@code i - 1} and {@code i} are the two about an edge. */
  static boolean isPair(double[] energyKev, int i) {
    return i > 0 && energyKev[i] / energyKev[i - 1] - 1 < PAIR;
  }

  /**
   * Repairs the photoelectric sections of one element in place. Where the stretch beside a missing
   * step ends at the next edge, as between M5 and M4 of heavy elements, the shell's jump ratio
   * tells the step.
   *
   * @param lines lines of the element, for their shells' jump ratios
   */
  static void restore(double[] energyKev, double[] sections, List<EmissionLine> lines) {
    for (int i = 2; i + 2 < energyKev.length; i++) {
      if (!isPair(energyKev, i) || sections[i] > RISE * sections[i - 1]) {
        continue;
      }
      double before = rise(energyKev, sections, i - 1);
      double after = rise(energyKev, sections, i + 1);
      double jump = jumpRatio(lines, energyKev[i]);
      double flattest = isDShell(lines, energyKev[i]) ? FLATTEST_D_SHELL : FLATTEST;
      if (after > RISE && after > before) {
        sections[i] =
            isPair(energyKev, i + 2) && jump > 1
                ? jump * sections[i - 1]
                : extend(energyKev, sections, i + 2, i + 1, energyKev[i], flattest);
      } else if (before > RISE) {
        if (after > RISE) {
          sections[i] = extend(energyKev, sections, i + 2, i + 1, energyKev[i], flattest);
        }
        sections[i - 1] =
            isPair(energyKev, i - 2) && jump > 1
                ? sections[i] / jump
                : extend(
                    energyKev, sections, Math.max(0, i - 3), i - 2, energyKev[i - 1], FLATTEST);
      }
    }
  }

  /** Rise from the point before, where the slowest fall that absorption has is taken as level. */
  private static double rise(double[] energyKev, double[] sections, int i) {
    double ratio = energyKev[i] / energyKev[i - 1];
    return sections[i] / sections[i - 1] * ratio * ratio;
  }

  private static Stream<EmissionLine> atEdge(List<EmissionLine> lines, double energyKev) {
    return lines.stream().filter(line -> Math.abs(line.edgeKev() / energyKev - 1) < PAIR);
  }

  private static boolean isDShell(List<EmissionLine> lines, double energyKev) {
    return atEdge(lines, energyKev).anyMatch(line -> isDShell(line.shell()));
  }

  private static boolean isDShell(Shell shell) {
    return shell == Shell.M4 || shell == Shell.M5;
  }

  private static double jumpRatio(List<EmissionLine> lines, double energyKev) {
    return atEdge(lines, energyKev).mapToDouble(EdgeSteps::jumpRatio).findFirst().orElse(1);
  }

  // For gold and mercury the table of lines holds ratios near 1 for these shells, far from those of
  // their neighbours, whose least are taken instead.
  private static double jumpRatio(EmissionLine line) {
    return switch (line.shell()) {
      case M5 -> Math.max(1.7, line.jumpRatio());
      case M4 -> Math.max(1.23, line.jumpRatio());
      default -> line.jumpRatio();
    };
  }

  /**
   * Repairs the production of one shell in place. It begins just above the shell's own edge and
   * falls everywhere but at edges, so a point above an edge from which the next stretch rises lies
   * below the step or on its slope.
   */
  static void restoreProduction(
      Element element, Shell shell, double[] energyKev, double[] production) {
    for (int i = 0; i + 2 < energyKev.length; i++) {
      boolean aboveEdge = i == 0 || isPair(energyKev, i);
      if (aboveEdge && !isPair(energyKev, i + 1) && production[i + 1] > production[i]) {
        int far = isPair(energyKev, i + 2) ? i + 1 : i + 2;
        double onset = i == 0 && isDShell(shell) ? onset(element) : 1;
        production[i] = onset * extend(energyKev, production, far, i + 1, energyKev[i], FLATTEST);
      }
    }
  }

  /** What EPDL97 has of the power law at the thresholds of M4 and M5, from gold to bismuth. */
  private static double onset(Element element) {
    return Math.clamp(0.65 + 0.1 * (element.z() - MERCURY), 0.65, 1);
  }

  /** The power law through two points, its exponent held to that of photoelectric absorption. */
  private static double extend(
      double[] energyKev, double[] sections, int far, int near, double wantedKev, double flattest) {
    double exponent =
        far == near
            ? -2.7
            : StrictMath.log(sections[near] / sections[far])
                / StrictMath.log(energyKev[near] / energyKev[far]);
    return sections[near]
        * StrictMath.pow(wantedKev / energyKev[near], Math.clamp(exponent, STEEPEST, flattest));
  }
}
