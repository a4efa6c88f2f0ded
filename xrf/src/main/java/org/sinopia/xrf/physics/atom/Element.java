package org.sinopia.xrf.physics.atom;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chemical element, hydrogen to uranium, ordered by atomic number. Weights and densities are
 * those of xraylib 4 (Schoonjans et al. 2011).
 *
 * @param z atomic number, 1 to 92
 * @param symbol chemical symbol, such as {@code Fe}
 * @param atomicWeight in g/mol
 * @param densityGcm3 density of the pure element at room conditions, in g/cm³
 */
public record Element(int z, String symbol, double atomicWeight, double densityGcm3)
    implements Comparable<Element> {

  private static final Map<String, Element> BY_SYMBOL = load();

  /** All elements in the order of their atomic numbers. */
  public static List<Element> all() {
    return List.copyOf(BY_SYMBOL.values());
  }

  /**
   * The element of a symbol.
   *
   * @param symbol as written in chemistry, such as {@code Fe}
   * @throws IllegalArgumentException if there is no such element
   */
  public static Element of(String symbol) {
    Element element = BY_SYMBOL.get(symbol);
    if (element == null) {
      throw new IllegalArgumentException(
          "element '" + symbol + "': unknown, expected a symbol from H to U");
    }
    return element;
  }

  /** Whether a symbol names an element that {@link #of} knows. */
  public static boolean isSymbol(String symbol) {
    return BY_SYMBOL.containsKey(symbol);
  }

  /** The lines this element emits, by shell from K outward; empty below carbon. */
  public List<EmissionLine> lines() {
    return EmissionLine.of(this);
  }

  /**
   * The energy of a family of lines: the mean over the lines whose Siegbahn name begins so,
   * weighted by their radiative rates.
   *
   * @param family Siegbahn name or its beginning, such as {@code Ka}, {@code Kb}, {@code La} or
   *     {@code Lb1}; see {@link EmissionLine#belongsTo}
   * @return energy in keV
   * @throws IllegalArgumentException if the element has no such line
   */
  public double lineKev(String family) {
    double rates = 0;
    double sum = 0;
    for (EmissionLine line : lines()) {
      if (line.belongsTo(family)) {
        rates += line.radiativeRate();
        sum += line.radiativeRate() * line.energyKev();
      }
    }
    if (rates == 0) {
      throw new IllegalArgumentException(
          "element %s: no line '%s', expected a Siegbahn name such as Ka or La1"
              .formatted(symbol, family));
    }
    return sum / rates;
  }

  @Override
  public int compareTo(Element other) {
    return Integer.compare(z, other.z);
  }

  @Override
  public String toString() {
    return symbol;
  }

  private static Map<String, Element> load() {
    Map<String, Element> elements = new LinkedHashMap<>();
    for (String[] row : Figures.rows("elements.csv")) {
      Element element =
          new Element(
              Integer.parseInt(row[0]),
              row[1],
              Double.parseDouble(row[2]),
              Double.parseDouble(row[3]));
      elements.put(element.symbol, element);
    }
    return Collections.unmodifiableMap(elements);
  }
}
