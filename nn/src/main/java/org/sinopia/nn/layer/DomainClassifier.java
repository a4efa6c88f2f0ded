package org.sinopia.nn.layer;

import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;

/**
 * Tells by features which of two domains a row is from: Linear, SELU, Linear to a logit, positive
 * for the second. Behind a {@link GradientReversal} it makes those features alike in both.
 */
public final class DomainClassifier extends Module {
  /** Beyond this a logit is as good as certain, and its exponential still a number. */
  private static final double CERTAIN = 20;

  private final Linear hidden;
  private final Linear logit;

  /** Classifies rows of {@code features} numbers, by a hidden layer of {@code width}. */
  public DomainClassifier(int features, int width) {
    hidden = part("hidden", new Linear(features, width, Initialiser.leCunNormal(features)));
    logit = part("logit", new Linear(width, 1, Initialiser.leCunNormal(width)));
  }

  /** [B, features] → [B, 1], logits within ±20. */
  public Variable forward(Variable x) {
    Variable raw = logit.forward(Unary.selu(hidden.forward(x)));
    return Scale.of(CERTAIN, Unary.tanh(Scale.of(1 / CERTAIN, raw)));
  }

  /**
   * Binary cross-entropy, each domain counting the same; ln 2 where nothing can be told.
   *
   * @param first [n, features], rows of the first domain
   * @param second [m, features], rows of the second
   */
  public Variable loss(Variable first, Variable second) {
    Variable low = Unary.log(Unary.sigmoid(Unary.negate(forward(first))));
    Variable high = Unary.log(Unary.sigmoid(forward(second)));
    return Scale.of(-0.5, Binary.add(Reduce.mean(low, 0, 1), Reduce.mean(high, 0, 1)));
  }
}
