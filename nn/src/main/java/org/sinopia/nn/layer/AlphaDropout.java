package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.nn.Module;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * Dropout for self-normalising networks: in training, an element takes SELU's lower limit with
 * probability {@code rate}, then all are scaled and shifted so that mean 0 and variance 1 are kept
 * (Klambauer et al. 2017, arXiv 1706.02515, section 3).
 */
public final class AlphaDropout extends Module {
  private final double rate;

  /**
   * @param rate in [0, 1)
   */
  public AlphaDropout(double rate) {
    this.rate = rate;
  }

  /** The dropout of a fused op, drawn for this call. */
  public org.sinopia.tensor.op.Dropout draw(Tape tape) {
    return training() && rate > 0
        ? org.sinopia.tensor.op.Dropout.alpha(rate, tape.seed(), tape.nextStream())
        : org.sinopia.tensor.op.Dropout.NONE;
  }

  /** Any shape. */
  public Variable forward(Variable x) {
    org.sinopia.tensor.op.Dropout drawn = draw(x.tape());
    return drawn.active() ? BiasActivation.of(UnaryFunction.IDENTITY, x, null, drawn) : x;
  }
}
