package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mass cross-sections of one element between {@value #MIN_KEV} and {@value #MAX_KEV} keV, in
 * cm²/g, from xraylib 4 (Schoonjans et al. 2011). Values between the table's points are
 * interpolated linearly in the logarithms; the table has a point half an electronvolt to each side
 * of every absorption edge, so the step at an edge stays a step.
 */
public final class CrossSections {

  /** Lowest energy of the tables, in keV. */
  public static final double MIN_KEV = 0.8;

  /** Highest energy of the tables, in keV. */
  public static final double MAX_KEV = 50;

  private static final Map<Element, CrossSections> BY_ELEMENT = load();

  private final double[] logEnergy;
  private final double[] logPhotoelectric;
  private final double[] logRayleigh;
  private final double[] logCompton;
  private final double[] edgesKev;
  private final double[] edgeJumps;

  private CrossSections(List<double[]> rows) {
    double[] energy = column(rows, 0);
    double[] photoelectric = column(rows, 1);
    EdgeSteps.restore(energy, photoelectric);
    double[] edges = new double[energy.length];
    double[] jumps = new double[energy.length];
    int found = 0;
    for (int i = 1; i < energy.length; i++) {
      if (EdgeSteps.isPair(energy, i) && photoelectric[i] > photoelectric[i - 1]) {
        edges[found] = (energy[i - 1] + energy[i]) / 2;
        jumps[found++] = photoelectric[i] / photoelectric[i - 1];
      }
    }
    edgesKev = Arrays.copyOf(edges, found);
    edgeJumps = Arrays.copyOf(jumps, found);
    logEnergy = logarithms(energy);
    logPhotoelectric = logarithms(photoelectric);
    logRayleigh = logarithms(column(rows, 2));
    logCompton = logarithms(column(rows, 3));
  }

  /**
   * The cross-sections of an element.
   *
   * @throws IllegalArgumentException if the tables lack the element
   */
  public static CrossSections of(Element element) {
    CrossSections found = BY_ELEMENT.get(element);
    if (found == null) {
      throw new IllegalArgumentException(
          "element %s: no cross-sections, the tables hold %s"
              .formatted(element, BY_ELEMENT.keySet().stream().sorted().toList()));
    }
    return found;
  }

  /**
   * Photoelectric absorption.
   *
   * @param energyKev {@value #MIN_KEV} to {@value #MAX_KEV}
   * @return cm²/g
   * @throws IllegalArgumentException if the energy is out of range
   */
  public double photoelectric(double energyKev) {
    return interpolate(logPhotoelectric, energyKev);
  }

  /** Rayleigh (coherent) scatter into all directions; see {@link #photoelectric}. */
  public double rayleigh(double energyKev) {
    return interpolate(logRayleigh, energyKev);
  }

  /** Compton (incoherent) scatter into all directions; see {@link #photoelectric}. */
  public double compton(double energyKev) {
    return interpolate(logCompton, energyKev);
  }

  /** Total attenuation: the sum of the three; see {@link #photoelectric}. */
  public double attenuation(double energyKev) {
    return photoelectric(energyKev) + rayleigh(energyKev) + compton(energyKev);
  }

  /**
   * Photoelectric absorption by one shell; see {@link #shellShare}.
   *
   * @param line any line of a shell whose edge lies within the tables
   * @param energyKev energy of the absorbed photon
   * @return cm²/g
   */
  public double photoelectric(EmissionLine line, double energyKev) {
    return shellShare(line, energyKev) * photoelectric(energyKev);
  }

  /**
   * The share of photoelectric absorption that one shell takes: 1 − 1/J times 1/J′ for each edge
   * between the shell's own and the photon's energy, since those deeper shells take their part
   * first. Zero below the edge.
   *
   * @param line any line of a shell whose edge lies within the tables
   * @param energyKev energy of the absorbed photon
   * @return 0 to 1
   */
  public double shellShare(EmissionLine line, double energyKev) {
    if (energyKev <= line.edgeKev()) {
      return 0;
    }
    double share = 1 - 1 / line.jumpRatio();
    for (int i = edgesKev.length - 1; i >= 0 && edgesKev[i] > line.edgeKev() + 0.001; i--) {
      if (edgesKev[i] < energyKev) {
        share /= edgeJumps[i];
      }
    }
    return share;
  }

  /** The energies of the table, rising, in keV. */
  double[] energiesKev() {
    return Arrays.stream(logEnergy).map(Math::exp).toArray();
  }

  private double interpolate(double[] logValues, double energyKev) {
    if (!(energyKev >= MIN_KEV && energyKev <= MAX_KEV)) {
      throw new IllegalArgumentException(
          "cross-sections: energy is %s keV, expected %s to %s"
              .formatted(energyKev, MIN_KEV, MAX_KEV));
    }
    double x = Math.log(energyKev);
    int at = Arrays.binarySearch(logEnergy, x);
    if (at >= 0) {
      return Math.exp(logValues[at]);
    }
    int right = Math.clamp(-at - 1, 1, logEnergy.length - 1);
    double fraction = (x - logEnergy[right - 1]) / (logEnergy[right] - logEnergy[right - 1]);
    return Math.exp(logValues[right - 1] + fraction * (logValues[right] - logValues[right - 1]));
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  private static double[] logarithms(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  private static Map<Element, CrossSections> load() {
    Map<Element, List<double[]>> rows = new HashMap<>();
    for (String[] row : Figures.rows("cross-sections.csv")) {
      rows.computeIfAbsent(Element.of(row[1]), e -> new ArrayList<>())
          .add(
              new double[] {
                Double.parseDouble(row[2]),
                Double.parseDouble(row[3]),
                Double.parseDouble(row[4]),
                Double.parseDouble(row[5])
              });
    }
    Map<Element, CrossSections> tables = new HashMap<>();
    rows.forEach((element, list) -> tables.put(element, new CrossSections(list)));
    return Map.copyOf(tables);
  }
}
