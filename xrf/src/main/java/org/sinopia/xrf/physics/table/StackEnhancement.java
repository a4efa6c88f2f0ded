package org.sinopia.xrf.physics.table;

import org.sinopia.xrf.physics.Slab;

/**
 * The secondary photons of {@code Enhancement} in a stack of layers by a coarser rule: fewer
 * directions, wider groups of rays, and lines of nearly equal energy taken together. Photons that
 * fly from layer to layer are added up before they are absorbed. Used once, by one thread.
 */
final class StackEnhancement {

  private static final double NEAR = 1e-6;

  private final PhotonTable table;
  private final LayerTable[] layers;
  private final LineTargets[] targets;
  private final double[] slanted;
  private final double[] leftSlanted;
  private final double[] up;
  private final double[] down;

  StackEnhancement(PhotonTable table, LayerTable[] layers) {
    this.table = table;
    this.layers = layers;
    targets = new LineTargets[layers.length];
    for (int k = 0; k < layers.length; k++) {
      targets[k] = new LineTargets(layers[k]);
    }
    slanted = new double[layers.length];
    leftSlanted = new double[layers.length];
    up = new double[layers.length];
    down = new double[layers.length];
  }

  /**
   * Notes what the beam makes a shell produce in one layer.
   *
   * @param shell its place among the layer's
   */
  void born(int home, int shell, double photons) {
    LineTargets own = targets[home];
    for (int t = 0; t < own.shell.length; t++) {
      if (own.shell[t] == layers[home].of.shells[shell].place()) {
        own.born[t] = photons;
      }
    }
  }

  /** Adds the secondary photons that leave. */
  void addTo(double[] photons, double[][] above) {
    for (int q = 0; q < layers.length; q++) {
      LineTargets own = targets[q];
      for (int t = 0; t < own.run.length; t++) {
        for (int line = own.run[t].from(); line < own.run[t].end(); line++) {
          photons[line] += own.gained[t] * above[q][line] * table.lines()[line].rate();
        }
      }
    }
  }

  /**
   * Lets the lines of a shell excite others.
   *
   * @param home index of its layer
   * @param births what the beam makes it produce at the layer's top, at each node
   * @param born what it makes it produce in the layer
   */
  void exciteByLines(int home, ShellTable source, double[] births, double born) {
    LayerTable layer = layers[home];
    ExponentialTerms terms = null;
    double[][] whole = null;
    for (int i = 0; i < source.sources().size(); i++) {
      int place = source.firstSource() + i;
      boolean any = false;
      for (int q = 0; q < layers.length; q++) {
        double most = born / layers[q].of.sourceAttenuation[place];
        any |= targets[q].excite(table.sections(place), most);
      }
      if (!any) {
        continue;
      }
      if (terms == null) {
        terms = ExponentialTerms.of(births, layer.of.inward, source.firstNode(), layer.mass);
        whole = whole(terms, targets[home]);
      }
      for (int k = 0; k < PhotonTable.LINES.count(); k++) {
        fly(home, terms, whole, born, place, k);
      }
    }
  }

  /** ∫ exp(−(a + b)·z) dz of each term, and Σ A·∫ exp(−(a + b)·z) dz, by run of lines. */
  private static double[][] whole(ExponentialTerms terms, LineTargets own) {
    double[][] whole = new double[own.run.length][terms.count() + 1];
    for (int t = 0; t < own.run.length; t++) {
      for (int g = 0; g < terms.count(); g++) {
        whole[t][g] =
            Slab.whole(terms.coefficient(g) + own.outward[t], terms.left(g) * own.left[t]);
        whole[t][terms.count()] += terms.amount(g) * whole[t][g];
      }
    }
    return whole;
  }

  /** Follows the photons of a run of lines along one direction, upward and downward. */
  private void fly(
      int home, ExponentialTerms terms, double[][] whole, double born, int source, int direction) {
    double cosine = PhotonTable.LINES.cosine(direction);
    double weight = PhotonTable.LINES.weight(direction);
    for (int q = 0; q < layers.length; q++) {
      slanted[q] = layers[q].of.sourceAttenuation[source] / cosine;
      leftSlanted[q] = layers[q].sourceSlant[direction][source];
    }
    double mass = layers[home].mass;
    double[] inverse = new double[terms.count()];
    double inverseSum = 0;
    for (int g = 0; g < inverse.length; g++) {
      double apart = slanted[home] - terms.coefficient(g);
      // A nudge keeps the quotients of small differences apart from zero by zero.
      if (Math.abs(apart) < NEAR * slanted[home]) {
        slanted[home] *= 1 + 4 * NEAR;
        leftSlanted[home] = StrictMath.exp(-slanted[home] * mass);
        inverseSum = 0;
        g = -1;
      } else {
        inverse[g] = terms.amount(g) / apart;
        inverseSum += inverse[g];
      }
    }
    double[] entering = terms.entering(home, slanted, leftSlanted, mass);
    for (int q = 0; q < layers.length; q++) {
      LineTargets own = targets[q];
      double u = slanted[q];
      double leftU = leftSlanted[q];
      if (q != home && entering[q] < LineTargets.NEGLIGIBLE * born) {
        continue;
      }
      for (int i = 0; i < own.size; i++) {
        int t = own.excited[i];
        double b = own.outward[t];
        double leftB = own.left[t];
        double absorbed;
        if (q < home) {
          absorbed = entering[q] * Slab.across(b, leftB, u, leftU, layers[q].mass);
        } else if (q > home) {
          absorbed = entering[q] * Slab.whole(b + u, leftB * leftU);
        } else if (Math.abs(u - b) < NEAR * u) {
          absorbed = terms.within(b, leftB, u, leftU, mass);
        } else {
          double dot = 0;
          for (int g = 0; g < inverse.length; g++) {
            dot += inverse[g] * whole[t][g];
          }
          absorbed =
              (whole[t][inverse.length] - entering[q]) / (u - b)
                  + dot
                  - Slab.whole(b + u, leftB * leftU) * inverseSum;
        }
        own.gained[t] += weight * own.section[i] * absorbed;
      }
    }
  }

  /** Lets the beam's photons excite after they were scattered once. */
  void exciteByScatter() {
    double[] photons = table.groups().photons();
    double[] light = new double[layers.length];
    for (int g = 0; g < photons.length; g++) {
      light[0] = 1 / table.geometry().sinIncidence();
      double scattered = 0;
      for (int q = 0; q < light.length; q++) {
        if (q > 0) {
          light[q] = light[q - 1] * layers[q - 1].groupLeft[g];
        }
        double a = layers[q].of.groupAttenuation[g] / table.geometry().sinIncidence();
        scattered +=
            light[q] * layers[q].of.groupScatter[g] * Slab.whole(a, layers[q].groupLeft[g]);
      }
      boolean any = false;
      for (int q = 0; q < light.length; q++) {
        double most = scattered / layers[q].of.groupAttenuation[g];
        any |= targets[q].excite(table.produced(g), most);
      }
      if (!any) {
        continue;
      }
      for (int k = 0; k < table.scatterCosines().length; k++) {
        scatter(g, k, light);
      }
    }
  }

  /** Follows scattered photons of one group along one direction. */
  private void scatter(int group, int direction, double[] light) {
    double sinIncidence = table.geometry().sinIncidence();
    double cosine = table.scatterCosines()[direction];
    double weight = table.scatterWeight(direction);
    int last = layers.length - 1;
    for (int q = 0; q <= last; q++) {
      double attenuation = layers[q].of.groupAttenuation[group];
      double a = attenuation / sinIncidence;
      double born = light[q] * layers[q].of.groupScatter[group];
      slanted[q] = attenuation / cosine;
      leftSlanted[q] = layers[q].groupSlant[direction][group];
      double leftA = layers[q].groupLeft[group];
      up[q] = born * Slab.whole(a + slanted[q], leftA * leftSlanted[q]);
      down[q] = born * Slab.across(a, leftA, slanted[q], leftSlanted[q], layers[q].mass);
    }
    // From here on, what enters each layer from below and from above.
    double rising = 0;
    double falling = 0;
    for (int q = last; q >= 0; q--) {
      double own = up[q];
      up[q] = rising;
      rising = own + rising * leftSlanted[q];
    }
    for (int q = 0; q <= last; q++) {
      double own = down[q];
      down[q] = falling;
      falling = own + falling * leftSlanted[q];
    }
    for (int q = 0; q <= last; q++) {
      LineTargets own = targets[q];
      double u = slanted[q];
      double leftU = leftSlanted[q];
      double a = layers[q].of.groupAttenuation[group] / sinIncidence;
      double leftA = layers[q].groupLeft[group];
      double born = light[q] * layers[q].of.groupScatter[group];
      double inverse = born / (u - a);
      double wholeAu = born * (1 - leftA * leftU) / (a + u);
      for (int i = 0; i < own.size; i++) {
        int t = own.excited[i];
        double b = own.outward[t];
        double leftB = own.left[t];
        double m = layers[q].mass;
        double absorbed;
        if (Math.abs(b - u) < NEAR * u) {
          absorbed =
              down[q] * Slab.whole(b + u, leftB * leftU)
                  + up[q] * Slab.across(b, leftB, u, leftU, m)
                  + born * Slab.within(a, b, u, leftA * leftB, leftA * leftU, leftB * leftU, m);
        } else {
          double wholeAb = (1 - leftA * leftB) / (a + b);
          double wholeBu = (1 - leftB * leftU) / (b + u);
          absorbed =
              (up[q] * (leftU - leftB) - born * wholeAb + wholeAu) / (b - u)
                  + wholeBu * (down[q] - inverse)
                  + wholeAb * inverse;
        }
        own.gained[t] += weight * own.section[i] * absorbed;
      }
    }
  }
}
