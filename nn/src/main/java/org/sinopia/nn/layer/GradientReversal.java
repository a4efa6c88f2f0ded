package org.sinopia.nn.layer;

import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Variable;

/**
 * The identity on the way forward, times −λ on the way back (Ganin et al. 2016, "Domain-adversarial
 * training of neural networks", JMLR 17): what comes after it descends a loss that what comes
 * before it ascends. Made of ops with gradient checks: y = (1 + λ)·x₀ − λ·x, where x₀ is x without
 * its gradient.
 */
public final class GradientReversal {
  private GradientReversal() {}

  /**
   * Reverses.
   *
   * @param lambda λ, 0 or more; of 0 nothing gets through
   * @param x of any shape
   */
  public static Variable of(double lambda, Variable x) {
    return Binary.add(Scale.of(-lambda, x), Scale.of(1 + lambda, x.detach()));
  }
}
