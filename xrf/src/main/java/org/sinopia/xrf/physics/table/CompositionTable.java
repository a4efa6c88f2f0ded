package org.sinopia.xrf.physics.table;

import java.util.Map;
import org.sinopia.xrf.physics.ScaledSum;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.matter.Composition;

/** A composition at the nodes of a beam, at the groups of nodes and at the lines. Immutable. */
final class CompositionTable {

  /** μ/sin ψ_in at each node, cm²/g. */
  final double[] inward;

  /** μ/sin ψ_out at each node, cm²/g. */
  final double[] outward;

  /** μ/sin ψ_out at each node's energy after Compton scatter, cm²/g. */
  final double[] comptonOutward;

  /** Rayleigh scatter towards the detector at each node, 4π times cm²/g per steradian. */
  final double[] rayleigh;

  /** Compton scatter towards the detector at each node, 4π times cm²/g per steradian. */
  final double[] compton;

  /** μ at each line, cm²/g. */
  final double[] lineAttenuation;

  /** Mean μ of each run of lines that excites others, cm²/g. */
  final double[] sourceAttenuation;

  /** Mean μ of each group of nodes, cm²/g. */
  final double[] groupAttenuation;

  /** Mean Rayleigh scatter of each group of nodes into all directions, cm²/g. */
  final double[] groupScatter;

  /** The shells that emit. */
  final ShellTable[] shells;

  /** Mass fraction of the element of each shell. */
  final double[] fractions;

  CompositionTable(Composition composition, PhotonTable table) {
    int nodes = table.nodes().count();
    inward = new double[nodes];
    outward = new double[nodes];
    comptonOutward = new double[nodes];
    rayleigh = new double[nodes];
    compton = new double[nodes];
    lineAttenuation = new double[table.lines().length];
    groupAttenuation = new double[table.groups().count()];
    groupScatter = new double[table.groups().count()];
    double sinIncidence = table.geometry().sinIncidence();
    double sinTakeOff = table.geometry().sinTakeOff();
    for (Map.Entry<Element, Double> part : composition.massFractions().entrySet()) {
      ElementTable element = table.element(part.getKey());
      double share = part.getValue();
      add(share / sinIncidence, element.attenuation(), inward);
      add(share / sinTakeOff, element.attenuation(), outward);
      add(share / sinTakeOff, element.comptonAttenuation(), comptonOutward);
      add(share, element.rayleigh(), rayleigh);
      add(share, element.compton(), compton);
      add(share, element.lineAttenuation(), lineAttenuation);
      add(share, element.groupAttenuation(), groupAttenuation);
      add(share, element.groupScatter(), groupScatter);
    }
    sourceAttenuation =
        table.sources().stream()
            .mapToDouble(run -> run.mean(lineAttenuation, table.lines()))
            .toArray();
    shells =
        table.shells().stream()
            .filter(shell -> composition.fraction(shell.element()) > 0)
            .toArray(ShellTable[]::new);
    fractions = new double[shells.length];
    for (int s = 0; s < shells.length; s++) {
      fractions[s] = composition.fraction(shells[s].element());
    }
  }

  /** Number of runs of lines that can gain photons. */
  int targets() {
    int count = 0;
    for (ShellTable shell : shells) {
      count += shell.targets().size();
    }
    return count;
  }

  private static void add(double share, double[] values, double[] sum) {
    ScaledSum.add(share, values, 0, sum, 0, sum.length);
  }
}
