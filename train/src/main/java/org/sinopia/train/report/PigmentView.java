package org.sinopia.train.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A pigment of the palette as the report shows it.
 *
 * @param number from 1
 * @param name the pigment's name
 * @param colour {@code #rrggbb}
 * @param formulas with subscripts
 * @param note what else is said of it
 * @param svg its spectrum
 */
record PigmentView(
    int number, String name, String colour, String formulas, String note, String svg) {
  /** All pigments of a palette, in its order. */
  static List<PigmentView> of(List<PaletteEntry> palette) {
    List<PigmentView> views = new ArrayList<>();
    for (PaletteEntry entry : palette) {
      views.add(
          new PigmentView(
              views.size() + 1,
              entry.pigment().name(),
              entry.pigment().colour().toHex(),
              subscripts(String.join(", ", entry.formulas())),
              entry.note(),
              SpectrumChart.svg(entry.pigment())));
    }
    return views;
  }

  /** Numbers that follow an atom or a group, as subscripts. */
  private static String subscripts(String formula) {
    StringBuilder text = new StringBuilder();
    boolean after = false;
    for (int i = 0; i < formula.length(); i++) {
      char c = formula.charAt(i);
      boolean digit = Character.isDigit(c);
      boolean subscript = digit && after;
      text.append(subscript ? (char) ('₀' + (c - '0')) : c);
      after = subscript || Character.isLetter(c) || c == ')' || (c == '.' && after);
    }
    return text.toString();
  }
}
