package org.sinopia.xrf.physics.table;

import java.util.Arrays;

/** The photons that a stack of layers sends out. Used once, by one thread. */
final class StackTable {

  private final PhotonTable table;
  private final LayerTable[] layers;
  private final double[][] lit;
  private final double[][] above;
  private final double[] photons;
  private final double[] scratch;

  /**
   * Prepares a stack.
   *
   * @param layers from the surface inward
   */
  StackTable(PhotonTable table, LayerTable[] layers) {
    this.table = table;
    this.layers = layers;
    int nodes = table.nodes().count();
    lit = new double[layers.length][nodes];
    above = new double[layers.length][table.lines().length];
    Arrays.fill(lit[0], 1 / table.geometry().sinIncidence());
    Arrays.fill(above[0], 1);
    for (int k = 1; k < layers.length; k++) {
      product(lit[k - 1], layers[k - 1].left, lit[k]);
      product(above[k - 1], layers[k - 1].lineLeft, above[k]);
    }
    photons = new double[table.lines().length];
    scratch = new double[nodes];
  }

  private static void product(double[] a, double[] b, double[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = a[i] * b[i];
    }
  }

  /** Photons of lines and of scatter. */
  PhotonTable.Photons photons() {
    StackEnhancement enhancement = new StackEnhancement(table, layers);
    double[][][] births = new double[layers.length][][];
    double[][] born = new double[layers.length][];
    for (int k = 0; k < layers.length; k++) {
      ShellTable[] shells = layers[k].of.shells;
      births[k] = new double[shells.length][];
      born[k] = new double[shells.length];
      for (int s = 0; s < shells.length; s++) {
        births[k][s] = births(k, shells[s], layers[k].of.fractions[s]);
        addPrimary(k, shells[s], births[k][s]);
        born[k][s] = born(k, shells[s], births[k][s]);
        enhancement.born(k, s, born[k][s]);
      }
    }
    for (int k = 0; k < layers.length; k++) {
      ShellTable[] shells = layers[k].of.shells;
      for (int s = 0; s < shells.length; s++) {
        enhancement.exciteByLines(k, shells[s], births[k][s], born[k][s]);
      }
    }
    enhancement.exciteByScatter();
    enhancement.addTo(photons, above);
    return new PhotonTable.Photons(photons, scattered(false), scattered(true));
  }

  /** The production of a shell by each node at the top of one layer. */
  private double[] births(int k, ShellTable shell, double fraction) {
    double[] values = new double[scratch.length];
    double[] light = lit[k];
    double[] production = shell.atNodes();
    for (int r = shell.firstNode(); r < values.length; r++) {
      values[r] = fraction * light[r] * production[r];
    }
    return values;
  }

  /** The production of a shell by the beam in all of one layer. */
  private double born(int k, ShellTable shell, double[] births) {
    double[] inward = layers[k].of.inward;
    double[] left = layers[k].left;
    int first = shell.firstNode();
    for (int r = first; r < births.length; r++) {
      scratch[r] = births[r] * (1 - left[r]) / inward[r];
    }
    return sum(scratch, first, births.length);
  }

  /** Adds the primary photons of a shell in one layer. */
  private void addPrimary(int k, ShellTable shell, double[] births) {
    LayerTable layer = layers[k];
    double[] inward = layer.of.inward;
    double[] left = layer.left;
    int first = shell.firstNode();
    int nodes = births.length;
    for (int j = 0; j < shell.lines().size(); j++) {
      int line = shell.firstLine() + j;
      double b = layer.lineOutward[line];
      double leftOut = layer.lineLeft[line];
      for (int r = first; r < nodes; r++) {
        scratch[r] = births[r] * (1 - left[r] * leftOut) / (inward[r] + b);
      }
      photons[line] += above[k][line] * shell.lines().get(j).rate() * sum(scratch, first, nodes);
    }
  }

  // Four sums side by side keep the adder busy; their order is fixed.
  private static double sum(double[] values, int from, int end) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 3 < end; i += 4) {
      s0 += values[i];
      s1 += values[i + 1];
      s2 += values[i + 2];
      s3 += values[i + 3];
    }
    for (; i < end; i++) {
      s0 += values[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  private double[] scattered(boolean compton) {
    double[] result = new double[scratch.length];
    double[] out = new double[scratch.length];
    Arrays.fill(out, 1);
    for (int k = 0; k < layers.length; k++) {
      double[] own = compton ? layers[k].compton : layers[k].rayleigh;
      double[] left = compton ? layers[k].comptonLeft : layers[k].rayleighLeft;
      double[] light = lit[k];
      for (int r = 0; r < result.length; r++) {
        result[r] += light[r] * out[r] * own[r];
        out[r] *= left[r];
      }
    }
    return result;
  }
}
