package org.sinopia.xrf.physics.matter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.Figures;

/**
 * Densities of common compounds in g/cm³, found by their formulas whatever way they are written.
 */
final class MineralDensity {

  private static final double TOLERANCE = 1e-6;
  private static final Map<ChemicalFormula, Double> KNOWN = load();

  private MineralDensity() {}

  /** The density of an element or a known compound. */
  static OptionalDouble of(ChemicalFormula formula) {
    if (formula.atoms().size() == 1) {
      return OptionalDouble.of(formula.atoms().firstKey().densityGcm3());
    }
    return KNOWN.entrySet().stream()
        .filter(entry -> sameRatios(entry.getKey().atoms(), formula.atoms()))
        .mapToDouble(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean sameRatios(
      SortedMap<Element, Double> first, SortedMap<Element, Double> second) {
    if (!first.keySet().equals(second.keySet())) {
      return false;
    }
    double scale = second.get(second.firstKey()) / first.get(first.firstKey());
    return first.entrySet().stream()
        .allMatch(
            entry ->
                Math.abs(second.get(entry.getKey()) / (scale * entry.getValue()) - 1) < TOLERANCE);
  }

  private static Map<ChemicalFormula, Double> load() {
    Map<ChemicalFormula, Double> densities = new LinkedHashMap<>();
    for (String[] row : Figures.rows("minerals.csv")) {
      densities.put(ChemicalFormula.parse(row[0]), Double.parseDouble(row[1]));
    }
    return densities;
  }
}
