package org.sinopia.xrf.physics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.atom.ShellProduction;

/**
 * One line with the figures of matter at its energy, which are computed when first asked for. Safe
 * for several threads: all compute the same.
 */
final class LineTable {

  private static final int ELEMENTS = 93;
  private static final ConcurrentMap<EmissionLine, LineTable> BY_LINE = new ConcurrentHashMap<>();

  private record AtEnergy(double attenuation, Map<Shell, Double> production) {}

  private final EmissionLine line;
  private final AtomicReferenceArray<AtEnergy> byElement = new AtomicReferenceArray<>(ELEMENTS);

  private LineTable(EmissionLine line) {
    this.line = line;
  }

  /** The figures of a line. */
  static LineTable of(EmissionLine line) {
    return BY_LINE.computeIfAbsent(line, LineTable::new);
  }

  EmissionLine line() {
    return line;
  }

  /** Attenuation of an element at the line, cm²/g. */
  double attenuation(Element element) {
    return figures(element).attenuation;
  }

  /** The production of a shell of an element by the line's photons, cm²/g. */
  double excites(Element element, Shell shell) {
    return figures(element).production.getOrDefault(shell, 0.0);
  }

  private AtEnergy figures(Element element) {
    AtEnergy found = byElement.get(element.z());
    if (found == null) {
      double energy = line.energyKev();
      Map<Shell, Double> production = new EnumMap<>(Shell.class);
      for (Shell shell : Shell.values()) {
        if (ShellProduction.isKnown(element, shell)) {
          production.put(shell, ShellProduction.of(element, shell).at(energy));
        }
      }
      found = new AtEnergy(CrossSections.of(element).attenuation(energy), production);
      byElement.set(element.z(), found);
    }
    return found;
  }
}
