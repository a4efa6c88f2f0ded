package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.List;

/** An element's attenuation, scatter and shell production at the rays of one beam. */
final class ElementTable {

  private final Element element;
  private final double[] attenuation;
  private final double[] comptonAttenuation;
  private final double[] rayleigh;
  private final double[] compton;
  private final double[] attenuationSums;
  private final double[] rayleighSums;
  private final List<ShellTable> shells = new ArrayList<>();

  ElementTable(Element element, RayTable rays) {
    this.element = element;
    int n = rays.count();
    attenuation = new double[n];
    comptonAttenuation = new double[n];
    rayleigh = new double[n];
    compton = new double[n];
    attenuationSums = new double[n + 1];
    rayleighSums = new double[n + 1];
    CrossSections sections = CrossSections.of(element);
    ScatteringFactors factors = ScatteringFactors.of(element);
    for (int r = 0; r < n; r++) {
      double energy = rays.energyKev()[r];
      attenuation[r] = sections.attenuation(energy);
      rayleigh[r] = 4 * Math.PI * factors.rayleigh(energy, rays.cosine());
      if (rays.comptonKev()[r] > 0) {
        comptonAttenuation[r] = sections.attenuation(rays.comptonKev()[r]);
        compton[r] = 4 * Math.PI * factors.compton(energy, rays.cosine());
      }
      attenuationSums[r + 1] = attenuationSums[r] + rays.photons()[r] * attenuation[r];
      rayleighSums[r + 1] = rayleighSums[r] + rays.photons()[r] * sections.rayleigh(energy);
    }
    for (Shell shell : Shell.values()) {
      List<EmissionLine> lines =
          element.lines().stream()
              .filter(line -> line.shell() == shell)
              .filter(line -> line.energyKev() >= rays.fromKev())
              .filter(line -> line.energyKev() <= CrossSections.MAX_KEV)
              .toList();
      if (n > 0 && !lines.isEmpty() && ShellProduction.isKnown(element, shell)) {
        ShellProduction production = ShellProduction.of(element, shell);
        if (production.thresholdKev() <= rays.energyKev()[n - 1]) {
          shells.add(new ShellTable(production, lines, rays));
        }
      }
    }
  }

  Element element() {
    return element;
  }

  /** Attenuation at each ray, cm²/g. */
  double[] attenuation() {
    return attenuation;
  }

  /** Attenuation at each ray's energy after Compton scatter, cm²/g. */
  double[] comptonAttenuation() {
    return comptonAttenuation;
  }

  /** 4π times the section of Rayleigh scatter towards the detector, cm²/g. */
  double[] rayleigh() {
    return rayleigh;
  }

  /** 4π times the section of Compton scatter towards the detector, cm²/g. */
  double[] compton() {
    return compton;
  }

  /** Sum of photons times attenuation over rays {@code from} to {@code end - 1}. */
  double attenuated(int from, int end) {
    return attenuationSums[end] - attenuationSums[from];
  }

  /** Sum of photons times Rayleigh scatter into all directions over some rays. */
  double scattered(int from, int end) {
    return rayleighSums[end] - rayleighSums[from];
  }

  /** The shells that the beam excites, from K outward. */
  List<ShellTable> shells() {
    return shells;
  }
}
