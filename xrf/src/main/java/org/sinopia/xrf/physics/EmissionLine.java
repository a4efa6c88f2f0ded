package org.sinopia.xrf.physics;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A characteristic X-ray line with the figures of the shell it fills, from xraylib 4 (Schoonjans et
 * al. 2011).
 *
 * @param element the emitter
 * @param shell the shell whose vacancy is filled
 * @param iupac IUPAC name, such as {@code KL3}
 * @param siegbahn Siegbahn name in letters and digits, such as {@code Ka1}
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

  private static final Map<Element, List<EmissionLine>> BY_ELEMENT =
      Figures.rows("xray-lines.csv").stream()
          .map(EmissionLine::parse)
          .collect(Collectors.groupingBy(EmissionLine::element, Collectors.toUnmodifiableList()));

  static List<EmissionLine> of(Element element) {
    return BY_ELEMENT.getOrDefault(element, List.of());
  }

  /** Element and Siegbahn name, such as {@code Fe Ka1}. */
  public String label() {
    return element.symbol() + " " + siegbahn;
  }

  private static EmissionLine parse(String[] row) {
    return new EmissionLine(
        Element.of(row[1]),
        Shell.valueOf(row[2]),
        row[3],
        row[4],
        Double.parseDouble(row[5]),
        Double.parseDouble(row[6]),
        Double.parseDouble(row[7]),
        Double.parseDouble(row[8]),
        Double.parseDouble(row[9]));
  }
}
