package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.Weight;
import org.sinopia.tensor.op.Encoder;

/**
 * y = x·weightᵀ + bias over the innermost axis: [… , in] → [… , out]; weight is [out, in], bias
 * [out].
 */
public final class Linear extends Module {
  /** How weights of transformers start (spec of the ViT family): σ = 0.02. */
  static final Initialiser TRANSFORMER = new Initialiser.TruncatedNormal(0.02);

  private final Weight weight;
  private final Weight bias;

  /** With a bias that starts at zero. */
  public Linear(int in, int out, Initialiser initialiser) {
    this(in, out, initialiser, true);
  }

  /** With or without a bias. */
  public Linear(int in, int out, Initialiser initialiser, boolean biased) {
    weight = weight("weight", initialiser, out, in);
    bias = biased ? weight("bias", Initialiser.ZEROS, out) : null;
  }

  /** As transformers have it: truncated normal weights of σ = 0.02, zero bias. */
  public static Linear transformer(int in, int out) {
    return new Linear(in, out, TRANSFORMER);
  }

  /** x·weightᵀ + bias. */
  public Variable forward(Variable x) {
    return org.sinopia.autograd.op.Linear.of(
        x, weight.on(x.tape()), bias == null ? null : bias(x.tape()));
  }

  /** x·weightᵀ alone, for a fused op to add the {@link #bias}. */
  public Variable product(Variable x) {
    return org.sinopia.autograd.op.Linear.of(x, weight.on(x.tape()), null);
  }

  /** The weight, [out, in], for an op that multiplies by itself. */
  public Variable weight(Tape tape) {
    return weight.on(tape);
  }

  /** Weight and bias as operands of an op that takes a whole network, without gradients. */
  public Encoder.Dense dense() {
    return new Encoder.Dense(weight.parameter().value(), bias.parameter().value());
  }

  /** The bias, [out]. */
  public Variable bias(Tape tape) {
    return bias.on(tape);
  }
}
