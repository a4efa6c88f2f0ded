package org.sinopia.nn.layer;

import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.LocalityAttention;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Weight;
import org.sinopia.tensor.op.Dropout;

/**
 * Locality self-attention (Lee et al. 2021, arXiv 2112.13492, section 3.2): a token does not attend
 * to itself, and scores are q·k·exp(θ) with a learnable log temperature θ that starts at
 * log(dimHead^−½).
 */
public final class LocalitySelfAttention extends Attention {
  private final int heads;
  private final Weight temperature;

  /**
   * With {@code heads} heads of {@code dimHead} features each.
   *
   * @param perHead whether each head has its own temperature
   */
  public LocalitySelfAttention(
      int d, int heads, int dimHead, boolean perHead, double dropout, double dropPath) {
    super(d, heads, dimHead, dropout, dropPath);
    this.heads = heads;
    Initialiser start = new Initialiser.Constant(-0.5 * StrictMath.log(dimHead));
    temperature = weight("temperature", start, perHead ? heads : 1);
  }

  @Override
  protected Variable attend(Variable qkv, Dropout dropout) {
    return LocalityAttention.of(qkv, heads, temperature.on(qkv.tape()), true, dropout);
  }
}
