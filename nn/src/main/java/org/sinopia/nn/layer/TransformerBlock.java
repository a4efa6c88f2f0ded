package org.sinopia.nn.layer;

import java.util.List;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Checkpoint;
import org.sinopia.nn.Module;

/**
 * Attention, then a feed-forward network, each a pre-norm residual branch: [B, N, d] → [B, N, d].
 */
public final class TransformerBlock extends Module {
  private final Attention attn;
  private final FeedForward ff;
  private final boolean checkpointing;

  /**
   * @param checkpointing whether to compute what is inside again in the backward rather than keep
   *     it
   */
  public TransformerBlock(Attention attn, FeedForward ff, boolean checkpointing) {
    this.attn = part("attn", attn);
    this.ff = part("ff", ff);
    this.checkpointing = checkpointing;
  }

  /** [B, N, d] → [B, N, d]. */
  public Variable forward(Variable x) {
    return checkpointing
        ? Checkpoint.of(x.tape(), List.of(x), (tape, inputs) -> through(inputs.getFirst()))
        : through(x);
  }

  private Variable through(Variable x) {
    return ff.forward(attn.forward(x));
  }
}
