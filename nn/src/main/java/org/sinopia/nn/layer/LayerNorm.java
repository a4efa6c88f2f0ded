package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.Weight;

/**
 * y = (x − mean)/√(variance + ε)·weight + bias over the innermost axis (Ba, Kiros, Hinton 2016,
 * arXiv 1607.06450); weight and bias are [d], starting at 1 and 0.
 */
public final class LayerNorm extends Module {
  /** ε everywhere. */
  public static final double EPSILON = 1e-5;

  private final Weight weight;
  private final Weight bias;

  /** Over {@code d} features. */
  public LayerNorm(int d) {
    weight = weight("weight", Initialiser.ONES, d);
    bias = weight("bias", Initialiser.ZEROS, d);
  }

  /** [… , d] → [… , d]. */
  public Variable forward(Variable x) {
    return org.sinopia.autograd.op.LayerNorm.of(x, weight(x.tape()), bias(x.tape()), EPSILON);
  }

  /** The scale, [d]. */
  public Variable weight(Tape tape) {
    return weight.on(tape);
  }

  /** The shift, [d]. */
  public Variable bias(Tape tape) {
    return bias.on(tape);
  }
}
