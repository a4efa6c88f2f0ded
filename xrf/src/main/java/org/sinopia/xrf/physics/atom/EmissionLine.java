package org.sinopia.xrf.physics.atom;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A characteristic X-ray line with the figures of the shell it fills, from xraylib 4 (Schoonjans et
 * al. 2011).
 *
 * @param element the emitter
 * @param shell the shell whose vacancy is filled
 * @param iupac IUPAC name, such as {@code KL3}
 * @param siegbahn Siegbahn name in letters and digits, such as {@code Ka1}; empty for lines without
 *     one
 * @param energyKev energy in keV
 * @param radiativeRate share of the shell's radiative decays that give this line, 0 to 1
 * @param fluorescenceYield chance that a vacancy of the shell decays radiatively, 0 to 1
 * @param jumpRatio photoelectric cross-section just above the shell's edge over that just below,
 *     above 1
 * @param edgeKev binding energy of the shell in keV
 */
public record EmissionLine(
    Element element,
    Shell shell,
    String iupac,
    String siegbahn,
    double energyKev,
    double radiativeRate,
    double fluorescenceYield,
    double jumpRatio,
    double edgeKev) {

  private static final Map<String, List<String>> TABLE = Figures.linesBySymbol("xray-lines.csv");
  private static final ConcurrentMap<Element, List<EmissionLine>> BY_ELEMENT =
      new ConcurrentHashMap<>();

  static List<EmissionLine> of(Element element) {
    return BY_ELEMENT.computeIfAbsent(
        element,
        e ->
            TABLE.getOrDefault(e.symbol(), List.of()).stream()
                .map(line -> parse(Figures.cells(line)))
                .toList());
  }

  /** Element and Siegbahn name, such as {@code Fe Ka1}. */
  public String label() {
    return element.symbol() + " " + siegbahn;
  }

  /**
   * True if the line's Siegbahn name is, or begins with, that of a family: {@code Ka1} and {@code
   * Ka2} belong to {@code Ka}, but {@code Lb10} does not belong to {@code Lb1}.
   */
  public boolean belongsTo(String family) {
    return siegbahn.startsWith(family)
        && (siegbahn.length() == family.length()
            || !Character.isDigit(family.charAt(family.length() - 1))
            || !Character.isDigit(siegbahn.charAt(family.length())));
  }

  /** Element and IUPAC name tell lines apart. */
  @Override
  public int hashCode() {
    return 31 * element.z() + iupac.hashCode();
  }

  private static EmissionLine parse(String[] row) {
    Element element = Element.of(row[1]);
    Shell shell = Shell.valueOf(row[2]);
    return new EmissionLine(
        element,
        shell,
        row[3],
        row[4],
        Double.parseDouble(row[5]),
        Double.parseDouble(row[6]),
        Double.parseDouble(row[7]) * M2Yield.correction(element.z(), shell),
        Double.parseDouble(row[8]),
        Double.parseDouble(row[9]));
  }
}
