package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
import org.sinopia.tensor.op.Dropout;

/**
 * A pre-norm residual branch of attention among tokens: x + proj(attend(qkv(LayerNorm(x)))), [B, N,
 * d] → [B, N, d]; qkv has no bias.
 */
public abstract class Attention extends Module {
  private final LayerNorm norm;
  private final Linear qkv;
  private final org.sinopia.nn.layer.Dropout dropout;
  private final Linear proj;
  private final StochasticDepth depth;

  /** With {@code heads} heads of {@code dimHead} features each. */
  @SuppressWarnings("this-escape") // only to declare parts
  protected Attention(int d, int heads, int dimHead, double dropout, double dropPath) {
    norm = part("norm", new LayerNorm(d));
    qkv = part("qkv", new Linear(d, 3 * heads * dimHead, Linear.TRANSFORMER, false));
    this.dropout = part("dropout", new org.sinopia.nn.layer.Dropout(dropout));
    proj = part("proj", Linear.transformer(heads * dimHead, d));
    depth = part("depth", new StochasticDepth(dropPath));
  }

  /**
   * Attention between tokens.
   *
   * @param qkv [B, N, 3·heads·dimHead], ordered (q k v, head, feature)
   * @param dropout of the probabilities
   * @return [B, N, heads·dimHead]
   */
  protected abstract Variable attend(Variable qkv, Dropout dropout);

  /** [B, N, d] → [B, N, d]. */
  public final Variable forward(Variable x) {
    Tape tape = x.tape();
    Variable attended = attend(qkv.product(norm.forward(x)), dropout.draw(tape));
    Variable branch = proj.product(attended);
    Variable y = depth.join(x, branch, proj.bias(tape), Dropout.NONE);
    branch.release();
    return y;
  }
}
