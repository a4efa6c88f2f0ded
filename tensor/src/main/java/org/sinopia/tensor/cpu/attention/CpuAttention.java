package org.sinopia.tensor.cpu.attention;

import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.AttentionOp;

/** Attention in tiles that stay in a core's cache. */
public final class CpuAttention {
  private final Workers workers;

  public CpuAttention(Workers workers) {
    this.workers = workers;
  }

  public void run(AttentionOp op) {
    switch (op) {
      case AttentionOp.LocalityAttention o -> new AttentionForward(o).run(workers);
      case AttentionOp.LocalityAttentionBackward o -> new AttentionBackward(o).run(workers);
    }
  }
}
