package org.sinopia.xrf.physics.table;

import org.sinopia.xrf.physics.Directions;

/**
 * A layer at the nodes of a beam, at the groups of nodes and at the lines: all that does not depend
 * on the layers about it. Immutable.
 */
final class LayerTable {

  /** The same for any thickness. */
  final CompositionTable of;

  /** Mass per area, g/cm². */
  final double mass;

  /** Transmission inward at each node. */
  final double[] left;

  /** Photons scattered elastically to the detector, without the layers above, per lit photon. */
  final double[] rayleigh;

  /** Transmission outward at each node. */
  final double[] rayleighLeft;

  /** Photons scattered inelastically, as above. */
  final double[] compton;

  /** Transmission outward at each node's energy after Compton scatter. */
  final double[] comptonLeft;

  /** μ/sin ψ_out at each line. */
  final double[] lineOutward;

  /** Transmission outward at each line. */
  final double[] lineLeft;

  /** Transmission at each run of lines that excites others: direction by run. */
  final double[][] sourceSlant;

  /** Transmission outward of each run of lines that can gain photons. */
  final double[] targetLeft;

  /** μ/sin ψ_out of each run of lines that can gain photons. */
  final double[] targetOutward;

  /** Transmission inward at the mean of each group of nodes. */
  final double[] groupLeft;

  /** Transmission at the mean of each group, along each direction: direction by group. */
  final double[][] groupSlant;

  LayerTable(CompositionTable of, double mass, PhotonTable table) {
    this.of = of;
    this.mass = mass;
    left = transmission(of.inward, 1);
    rayleighLeft = transmission(of.outward, 1);
    comptonLeft = transmission(of.comptonOutward, 1);
    rayleigh = scattered(of.rayleigh, of.outward, rayleighLeft);
    compton = scattered(of.compton, of.comptonOutward, comptonLeft);
    double sinTakeOff = table.geometry().sinTakeOff();
    lineOutward = new double[of.lineAttenuation.length];
    for (int l = 0; l < lineOutward.length; l++) {
      lineOutward[l] = of.lineAttenuation[l] / sinTakeOff;
    }
    lineLeft = transmission(lineOutward, 1);
    Directions directions = PhotonTable.LINES;
    sourceSlant = new double[directions.count()][];
    for (int k = 0; k < directions.count(); k++) {
      sourceSlant[k] = transmission(of.sourceAttenuation, directions.cosine(k));
    }
    targetOutward = new double[of.targets()];
    int t = 0;
    for (ShellTable shell : of.shells) {
      for (LineRun run : shell.targets()) {
        targetOutward[t++] = run.mean(lineOutward, table.lines());
      }
    }
    targetLeft = transmission(targetOutward, 1);
    groupLeft = transmission(of.groupAttenuation, table.geometry().sinIncidence());
    double[] cosines = table.scatterCosines();
    groupSlant = new double[cosines.length][];
    for (int k = 0; k < cosines.length; k++) {
      groupSlant[k] = transmission(of.groupAttenuation, cosines[k]);
    }
  }

  private double[] transmission(double[] coefficients, double cosine) {
    double[] values = new double[coefficients.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = StrictMath.exp(-(coefficients[i] / cosine) * mass);
    }
    return values;
  }

  private double[] scattered(double[] section, double[] outward, double[] leftOut) {
    double[] values = new double[section.length];
    for (int r = 0; r < values.length; r++) {
      values[r] = section[r] * (1 - left[r] * leftOut[r]) / (of.inward[r] + outward[r]);
    }
    return values;
  }
}
