package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.nn.Module;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * In training, each element is zeroed with probability {@code rate} and the others are divided by 1
 * − rate (Srivastava et al. 2014); in evaluation, nothing happens. Every use draws a new stream
 * from the tape.
 */
public final class Dropout extends Module {
  private final double rate;

  /**
   * @param rate in [0, 1)
   */
  public Dropout(double rate) {
    this.rate = rate;
  }

  /** The dropout of a fused op, drawn for this call. */
  public org.sinopia.tensor.op.Dropout draw(Tape tape) {
    return training() && rate > 0
        ? org.sinopia.tensor.op.Dropout.standard(rate, tape.seed(), tape.nextStream())
        : org.sinopia.tensor.op.Dropout.NONE;
  }

  /** Any shape. */
  public Variable forward(Variable x) {
    org.sinopia.tensor.op.Dropout drawn = draw(x.tape());
    return drawn.active() ? BiasActivation.of(UnaryFunction.IDENTITY, x, null, drawn) : x;
  }
}
