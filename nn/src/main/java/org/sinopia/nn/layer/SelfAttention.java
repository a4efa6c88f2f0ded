package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.LocalityAttention;
import org.sinopia.tensor.op.Dropout;

/**
 * Scaled dot-product self-attention (Vaswani et al. 2017, arXiv 1706.03762): scores q·k/√dimHead.
 */
public final class SelfAttention extends Attention {
  private final int heads;
  private final double logScale;

  /** With {@code heads} heads of {@code dimHead} features each. */
  public SelfAttention(int d, int heads, int dimHead, double dropout, double dropPath) {
    super(d, heads, dimHead, dropout, dropPath);
    this.heads = heads;
    this.logScale = -0.5 * StrictMath.log(dimHead);
  }

  @Override
  protected Variable attend(Variable qkv, Dropout dropout) {
    Tape tape = qkv.tape();
    Variable scale = tape.constant(tape.scope().full(logScale, 1));
    return LocalityAttention.of(qkv, heads, scale, false, dropout);
  }
}
