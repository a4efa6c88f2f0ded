package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.nn.Module;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * Pre-norm residual feed-forward network: x + dropout(fc2(dropout(GELU(fc1(LayerNorm(x)))))), with
 * {@code hidden} features between fc1 and fc2: [… , d] → [… , d].
 */
public final class FeedForward extends Module {
  private final LayerNorm norm;
  private final Linear fc1;
  private final Linear fc2;
  private final Dropout dropout;
  private final StochasticDepth depth;

  /** With {@code hidden} features inside. */
  public FeedForward(int d, int hidden, double dropout, double dropPath) {
    norm = part("norm", new LayerNorm(d));
    fc1 = part("fc1", Linear.transformer(d, hidden));
    fc2 = part("fc2", Linear.transformer(hidden, d));
    this.dropout = part("dropout", new Dropout(dropout));
    depth = part("depth", new StochasticDepth(dropPath));
  }

  /** [B, … , d] → [B, … , d]. */
  public Variable forward(Variable x) {
    Tape tape = x.tape();
    Variable hidden =
        BiasActivation.of(
            UnaryFunction.GELU, fc1.product(norm.forward(x)), fc1.bias(tape), dropout.draw(tape));
    Variable branch = fc2.product(hidden);
    Variable y = depth.join(x, branch, fc2.bias(tape), dropout.draw(tape));
    branch.release();
    return y;
  }
}
