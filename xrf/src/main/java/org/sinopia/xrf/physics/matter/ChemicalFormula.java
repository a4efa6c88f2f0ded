package org.sinopia.xrf.physics.matter;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sinopia.xrf.physics.atom.Element;

/**
 * A chemical formula as a count of atoms.
 *
 * <p>The written form has element symbols, counts that may be whole ({@code Fe2O3}), decimal
 * ({@code Fe0.95O}) or fractions ({@code CaSO4·1/2H2O}), in plain or subscript digits, nested
 * parentheses or brackets, and parts joined by {@code ·}, {@code *} or {@code .}, each with an
 * optional factor ahead ({@code 2PbCO3·Pb(OH)2}). A full stop between two digits is a decimal
 * point, except where an amount of water follows, as in {@code CaSO4.2H2O}.
 *
 * @param atoms atoms of each element per formula unit, each above 0
 */
public record ChemicalFormula(SortedMap<Element, Double> atoms) {

  private static final int MAX_LENGTH = 256;
  private static final int MAX_DEPTH = 16;
  private static final String AMOUNT = "\\d+(?:\\.\\d+)?(?:/\\d+)?";
  // The full stop of 1.5H2O at the start of a part is a decimal point after all.
  private static final Pattern WATER =
      Pattern.compile("(?<!(?:^|·)\\d{1,3})\\.((?:" + AMOUNT + ")?H2O)(?=$|[·.])");
  private static final Pattern NUMBER = Pattern.compile(AMOUNT);
  private static final Pattern SYMBOL = Pattern.compile("[A-Z][a-z]?");

  /**
   * Checks and copies the counts.
   *
   * @throws IllegalArgumentException if there is no element or a count is not finite and above 0
   */
  public ChemicalFormula {
    if (atoms.isEmpty()) {
      throw new IllegalArgumentException("formula: no elements, expected at least one");
    }
    for (Map.Entry<Element, Double> entry : atoms.entrySet()) {
      if (!(entry.getValue() > 0) || Double.isInfinite(entry.getValue())) {
        throw new IllegalArgumentException(
            "formula: %s atoms of %s, expected a finite number above 0"
                .formatted(entry.getValue(), entry.getKey()));
      }
    }
    atoms = Collections.unmodifiableSortedMap(new TreeMap<>(atoms));
  }

  /**
   * Parses the written form.
   *
   * @throws IllegalArgumentException if the text is no formula; the message shows where
   */
  public static ChemicalFormula parse(String text) {
    if (text.isBlank() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "formula of %d characters, expected 1 to %d"
              .formatted(text.strip().length(), MAX_LENGTH));
    }
    return new ChemicalFormula(new Parser(text).formula());
  }

  /** Mass of a formula unit in g/mol. */
  public double molarMass() {
    double mass = 0;
    for (Map.Entry<Element, Double> entry : atoms.entrySet()) {
      mass += entry.getValue() * entry.getKey().atomicWeight();
    }
    return mass;
  }

  /** Recursive descent over one formula. */
  private static final class Parser {

    private final String original;
    private final String text;
    private final Matcher number;
    private final Matcher symbol;
    private int at;

    Parser(String original) {
      this.original = original;
      StringBuilder plain = new StringBuilder();
      for (char c : original.strip().toCharArray()) {
        plain.append(
            switch (c) {
              case '•', '⋅', '∙', '*' -> '·';
              case '[', '{' -> '(';
              case ']', '}' -> ')';
              default -> c >= '₀' && c <= '₉' ? (char) ('0' + c - '₀') : c;
            });
      }
      this.text = WATER.matcher(plain).replaceAll("·$1");
      this.number = NUMBER.matcher(text);
      this.symbol = SYMBOL.matcher(text);
    }

    SortedMap<Element, Double> formula() {
      SortedMap<Element, Double> total = new TreeMap<>();
      while (true) {
        double factor = amount();
        add(total, group(0), factor);
        if (at == text.length()) {
          return total;
        }
        if (text.charAt(at) != '·' && text.charAt(at) != '.') {
          throw problem();
        }
        at++;
      }
    }

    private SortedMap<Element, Double> group(int depth) {
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException(
            "formula '%s': parentheses nested deeper than %d".formatted(original, MAX_DEPTH));
      }
      SortedMap<Element, Double> atoms = new TreeMap<>();
      while (at < text.length() && text.charAt(at) != '·' && text.charAt(at) != '.') {
        if (text.charAt(at) == '(') {
          at++;
          SortedMap<Element, Double> inner = group(depth + 1);
          if (at == text.length() || text.charAt(at) != ')') {
            throw problem();
          }
          at++;
          add(atoms, inner, amount());
        } else if (symbol.region(at, text.length()).lookingAt()) {
          String name = symbol.group();
          // Of "CO" only "C" is a symbol here, and "Co" is cobalt: case decides, and an unknown
          // pair falls to its
          // first letter.
          if (!Element.isSymbol(name)) {
            name = name.substring(0, 1);
          }
          if (!Element.isSymbol(name)) {
            throw problem();
          }
          at += name.length();
          atoms.merge(Element.of(name), amount(), Double::sum);
        } else {
          break;
        }
      }
      if (atoms.isEmpty()) {
        throw problem();
      }
      return atoms;
    }

    private double amount() {
      if (!number.region(at, text.length()).lookingAt()) {
        return 1;
      }
      String found = number.group();
      int slash = found.indexOf('/');
      double value =
          slash < 0
              ? Double.parseDouble(found)
              : Double.parseDouble(found.substring(0, slash))
                  / Double.parseDouble(found.substring(slash + 1));
      if (!(value > 0) || Double.isInfinite(value)) {
        throw problem();
      }
      at = number.end();
      return value;
    }

    private static void add(
        SortedMap<Element, Double> total, SortedMap<Element, Double> part, double factor) {
      part.forEach((element, count) -> total.merge(element, factor * count, Double::sum));
    }

    private IllegalArgumentException problem() {
      String where =
          at < text.length() ? "'" + text.charAt(at) + "' at position " + (at + 1) : "its end";
      return new IllegalArgumentException(
          "formula '%s': did not expect %s".formatted(original, where));
    }
  }
}
