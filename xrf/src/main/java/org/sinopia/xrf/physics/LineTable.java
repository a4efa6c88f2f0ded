package org.sinopia.xrf.physics;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One line with the figures of matter at its energy, which are computed when first asked for. Safe
 * for several threads: all compute the same.
 */
final class LineTable {

  private static final int ELEMENTS = 93;

  private final EmissionLine line;
  private final AtomicReferenceArray<double[]> byElement = new AtomicReferenceArray<>(ELEMENTS);

  LineTable(EmissionLine line) {
    this.line = line;
  }

  EmissionLine line() {
    return line;
  }

  /** Attenuation of an element at the line, cm²/g. */
  double attenuation(Element element) {
    return figures(element)[0];
  }

  /** What the line's photons make a shell of an element produce, cm²/g. */
  double excites(Element element, Shell shell) {
    return figures(element)[1 + shell.ordinal()];
  }

  private double[] figures(Element element) {
    double[] found = byElement.get(element.z());
    if (found == null) {
      found = new double[1 + Shell.values().length];
      Arrays.fill(found, 0);
      found[0] = CrossSections.of(element).attenuation(line.energyKev());
      for (Shell shell : Shell.values()) {
        if (ShellProduction.isKnown(element, shell)) {
          found[1 + shell.ordinal()] = ShellProduction.of(element, shell).at(line.energyKev());
        }
      }
      byElement.set(element.z(), found);
    }
    return found;
  }
}
