package org.sinopia.xrf.physics.matter;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;

/**
 * The composition of a material, as mass fractions of its elements.
 *
 * @param massFractions mass fraction of each element, above 0, summing to 1 (other sums are scaled
 *     to 1)
 */
public record Composition(SortedMap<Element, Double> massFractions) {

  /**
   * Checks, scales to unit sum and copies the fractions.
   *
   * @throws IllegalArgumentException if there is no element or a fraction is not finite and above 0
   */
  public Composition {
    double sum = 0;
    for (Map.Entry<Element, Double> entry : massFractions.entrySet()) {
      double fraction = entry.getValue();
      if (!(fraction > 0) || Double.isInfinite(fraction)) {
        throw new IllegalArgumentException(
            "composition: mass fraction of %s is %s, expected a finite number above 0"
                .formatted(entry.getKey(), fraction));
      }
      sum += fraction;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "composition: mass fractions sum to " + sum + ", expected a finite sum above 0");
    }
    SortedMap<Element, Double> scaled = new TreeMap<>();
    for (Map.Entry<Element, Double> entry : massFractions.entrySet()) {
      scaled.put(entry.getKey(), entry.getValue() / sum);
    }
    massFractions = Collections.unmodifiableSortedMap(scaled);
  }

  /** The composition of a compound. */
  public static Composition of(ChemicalFormula formula) {
    SortedMap<Element, Double> masses = new TreeMap<>();
    formula
        .atoms()
        .forEach((element, count) -> masses.put(element, count * element.atomicWeight()));
    return new Composition(masses);
  }

  /**
   * The composition of a compound in its written form; see {@link ChemicalFormula#parse}.
   *
   * @throws IllegalArgumentException if the text is no formula
   */
  public static Composition ofFormula(String formula) {
    return of(ChemicalFormula.parse(formula));
  }

  /**
   * One part of a mixture.
   *
   * @param composition what it is
   * @param mass how much of it there is, in any one unit, finite, above 0
   */
  public record Part(Composition composition, double mass) {

    /**
     * Checks the part.
     *
     * @throws IllegalArgumentException if the mass is out of range
     */
    public Part {
      if (!(mass > 0) || Double.isInfinite(mass)) {
        throw new IllegalArgumentException(
            "mixture: mass of a part is %s, expected a finite number above 0".formatted(mass));
      }
    }

    /** A part of a compound in its written form; see {@link ChemicalFormula#parse}. */
    public static Part of(String formula, double mass) {
      return new Part(ofFormula(formula), mass);
    }
  }

  /**
   * The composition of a mixture.
   *
   * @param parts at least one
   * @throws IllegalArgumentException if there is none
   */
  public static Composition mixture(List<Part> parts) {
    SortedMap<Element, Double> masses = new TreeMap<>();
    for (Part part : parts) {
      part.composition.massFractions.forEach(
          (element, fraction) -> masses.merge(element, part.mass * fraction, Double::sum));
    }
    return new Composition(masses);
  }

  /** Mass fraction of an element, 0 where it is missing. */
  public double fraction(Element element) {
    return massFractions.getOrDefault(element, 0.0);
  }

  /** Total mass attenuation at an energy, in cm²/g: Σ w·μ over the elements. */
  public double attenuation(double energyKev) {
    double sum = 0;
    for (Map.Entry<Element, Double> entry : massFractions.entrySet()) {
      sum += entry.getValue() * CrossSections.of(entry.getKey()).attenuation(energyKev);
    }
    return sum;
  }

  /** Rayleigh scatter into all directions at an energy, in cm²/g: Σ w·σ over the elements. */
  public double rayleigh(double energyKev) {
    double sum = 0;
    for (Map.Entry<Element, Double> entry : massFractions.entrySet()) {
      sum += entry.getValue() * CrossSections.of(entry.getKey()).rayleigh(energyKev);
    }
    return sum;
  }
}
