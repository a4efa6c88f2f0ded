package org.sinopia.xrf.physics.atom;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The mass cross-sections of one element between {@value #MIN_KEV} and {@value #MAX_KEV} keV, in
 * cm²/g, from xraylib 4 (Schoonjans et al. 2011). Values between the table's points are
 * interpolated linearly in the logarithms; the table has a point to each side of every absorption
 * edge, so the step at an edge stays a step. Each element's table is read when it is first asked
 * for.
 */
public final class CrossSections {

  /** Lowest energy of the tables, in keV. */
  public static final double MIN_KEV = 0.25;

  /** Highest energy of the tables, in keV. */
  public static final double MAX_KEV = 60;

  private static final Map<String, List<String>> TABLE =
      Figures.linesBySymbol("cross-sections.csv");
  private static final ConcurrentMap<Element, CrossSections> BY_ELEMENT = new ConcurrentHashMap<>();

  private final LogLogCurve photoelectric;
  private final LogLogCurve rayleigh;
  private final LogLogCurve compton;

  private CrossSections(Element element) {
    List<String[]> rows = TABLE.get(element.symbol()).stream().map(Figures::cells).toList();
    double[] energy = LogLogCurve.column(rows, 2);
    double[] absorption = LogLogCurve.column(rows, 3);
    EdgeSteps.restore(energy, absorption, element.lines());
    photoelectric = new LogLogCurve(energy, absorption);
    rayleigh = new LogLogCurve(energy, LogLogCurve.column(rows, 4));
    compton = new LogLogCurve(energy, LogLogCurve.column(rows, 5));
  }

  /** The cross-sections of an element. */
  public static CrossSections of(Element element) {
    return BY_ELEMENT.computeIfAbsent(element, CrossSections::new);
  }

  /**
   * Photoelectric absorption.
   *
   * @param energyKev {@value #MIN_KEV} to {@value #MAX_KEV}
   * @return cm²/g
   * @throws IllegalArgumentException if the energy is out of range
   */
  public double photoelectric(double energyKev) {
    return StrictMath.exp(photoelectric.logAt(logOf(energyKev)));
  }

  /** Rayleigh (coherent) scatter into all directions; see {@link #photoelectric}. */
  public double rayleigh(double energyKev) {
    return StrictMath.exp(rayleigh.logAt(logOf(energyKev)));
  }

  /** Compton (incoherent) scatter into all directions; see {@link #photoelectric}. */
  public double compton(double energyKev) {
    return StrictMath.exp(compton.logAt(logOf(energyKev)));
  }

  /** Total attenuation: the sum of the three; see {@link #photoelectric}. */
  public double attenuation(double energyKev) {
    double log = logOf(energyKev);
    return StrictMath.exp(photoelectric.logAt(log))
        + StrictMath.exp(rayleigh.logAt(log))
        + StrictMath.exp(compton.logAt(log));
  }

  private static double logOf(double energyKev) {
    if (!(energyKev >= MIN_KEV && energyKev <= MAX_KEV)) {
      throw new IllegalArgumentException(
          "cross-sections: energy is %s keV, expected %s to %s"
              .formatted(energyKev, MIN_KEV, MAX_KEV));
    }
    return StrictMath.log(energyKev);
  }
}
