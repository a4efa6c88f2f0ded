package org.sinopia.xrf.physics.table;

import org.sinopia.xrf.physics.LineGroup;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.ScatteringFactors;

/** An element's attenuation and scatter at the nodes of a beam and at lines. Immutable. */
final class ElementTable {

  private final double[] attenuation;
  private final double[] comptonAttenuation;
  private final double[] rayleigh;
  private final double[] compton;
  private final double[] groupAttenuation;
  private final double[] groupScatter;
  private final double[] lineAttenuation;

  ElementTable(
      Element element,
      BeamNodes nodes,
      double[] comptonKev,
      double cosine,
      NodeGroups groups,
      LineGroup[] lines) {
    int n = nodes.count();
    attenuation = new double[n];
    comptonAttenuation = new double[n];
    rayleigh = new double[n];
    compton = new double[n];
    double[] scatter = new double[n];
    CrossSections sections = CrossSections.of(element);
    ScatteringFactors factors = ScatteringFactors.of(element);
    for (int r = 0; r < n; r++) {
      double energy = nodes.energyKev()[r];
      attenuation[r] = sections.attenuation(energy);
      rayleigh[r] = 4 * Math.PI * factors.rayleigh(energy, cosine);
      if (comptonKev[r] > 0) {
        comptonAttenuation[r] = sections.attenuation(comptonKev[r]);
        compton[r] = 4 * Math.PI * factors.compton(energy, cosine);
      }
      scatter[r] = sections.rayleigh(energy);
    }
    groupAttenuation = groups.means(nodes, attenuation);
    groupScatter = groups.means(nodes, scatter);
    lineAttenuation = new double[lines.length];
    for (int l = 0; l < lines.length; l++) {
      lineAttenuation[l] = lines[l].attenuation(element);
    }
  }

  /** Attenuation at each node, cm²/g. */
  double[] attenuation() {
    return attenuation;
  }

  /** Attenuation at each node's energy after Compton scatter, cm²/g. */
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

  /** Mean attenuation of each group of nodes, cm²/g. */
  double[] groupAttenuation() {
    return groupAttenuation;
  }

  /** Mean Rayleigh scatter into all directions of each group of nodes, cm²/g. */
  double[] groupScatter() {
    return groupScatter;
  }

  /** Attenuation at each line, cm²/g. */
  double[] lineAttenuation() {
    return lineAttenuation;
  }
}
