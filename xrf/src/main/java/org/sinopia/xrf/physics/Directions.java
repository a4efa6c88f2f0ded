package org.sinopia.xrf.physics;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * A rule for ½ ∫₀¹ f(c) dc/c over the cosine c between a photon's direction and the normal: Gauss
 * and Legendre's over t with c = t², which gathers points at grazing directions.
 */
public final class Directions {

  private final double[] cosines;
  private final double[] weights;

  public Directions(int count) {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(count, 0, 1);
    cosines = new double[count];
    weights = new double[count];
    for (int i = 0; i < count; i++) {
      double root = rule.getPoint(i);
      cosines[i] = root * root;
      // ½ dc/c is dt/t.
      weights[i] = rule.getWeight(i) / root;
    }
  }

  public int count() {
    return cosines.length;
  }

  public double cosine(int index) {
    return cosines[index];
  }

  public double weight(int index) {
    return weights[index];
  }
}
