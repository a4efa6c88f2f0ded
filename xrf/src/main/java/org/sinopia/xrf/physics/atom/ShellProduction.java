package org.sinopia.xrf.physics.atom;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The fluorescence cross-section of an element's shells in cm²/g, all lines of a shell together:
 * vacancies from photoelectric absorption and those that Coster–Kronig transitions and the
 * radiative and non-radiative cascade from deeper shells bring, times the shell's fluorescence
 * yield (xraylib 4, Kissel's partial photoelectric sections; Schoonjans et al. 2011). Multiplied by
 * a line's radiative rate it is the production of that line.
 */
public final class ShellProduction {

  private static final Map<String, List<String>> TABLE =
      Figures.linesBySymbol("shell-production.csv");
  private static final ConcurrentMap<Element, Map<Shell, ShellProduction>> BY_ELEMENT =
      new ConcurrentHashMap<>();

  private final double firstKev;
  private final LogLogCurve production;

  private ShellProduction(Element element, Shell shell, List<String[]> rows) {
    double[] energy = LogLogCurve.column(rows, 3);
    double[] values = LogLogCurve.column(rows, 4);
    double correction = M2Yield.correction(element.z(), shell);
    for (int i = 0; i < values.length; i++) {
      values[i] *= correction;
    }
    EdgeSteps.restoreProduction(element, shell, energy, values);
    firstKev = energy[0];
    production = new LogLogCurve(energy, values);
  }

  /** True if the tables hold the shell; those without a line above 0.25 keV are missing. */
  public static boolean isKnown(Element element, Shell shell) {
    return shells(element).containsKey(shell);
  }

  /**
   * The production of a shell.
   *
   * @throws IllegalArgumentException if the tables lack it
   */
  public static ShellProduction of(Element element, Shell shell) {
    ShellProduction found = shells(element).get(shell);
    if (found == null) {
      throw new IllegalArgumentException(
          "element %s: no production of shell %s, expected one of %s"
              .formatted(element, shell, shells(element).keySet()));
    }
    return found;
  }

  /**
   * The fluorescence cross-section.
   *
   * @param energyKev energy of the absorbed photon, up to {@link CrossSections#MAX_KEV}
   * @return cm²/g; 0 below the shell's edge
   */
  public double at(double energyKev) {
    return energyKev < firstKev ? 0 : production.at(energyKev);
  }

  /** The lowest energy that excites the shell, in keV. */
  public double thresholdKev() {
    return firstKev;
  }

  private static Map<Shell, ShellProduction> shells(Element element) {
    return BY_ELEMENT.computeIfAbsent(element, ShellProduction::read);
  }

  private static Map<Shell, ShellProduction> read(Element element) {
    Map<Shell, List<String[]>> rows = new EnumMap<>(Shell.class);
    for (String line : TABLE.getOrDefault(element.symbol(), List.of())) {
      String[] cells = Figures.cells(line);
      rows.computeIfAbsent(Shell.valueOf(cells[2]), s -> new ArrayList<>()).add(cells);
    }
    Map<Shell, ShellProduction> shells = new EnumMap<>(Shell.class);
    rows.forEach((shell, list) -> shells.put(shell, new ShellProduction(element, shell, list)));
    return shells;
  }
}
