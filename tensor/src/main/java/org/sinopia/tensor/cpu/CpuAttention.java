package org.sinopia.tensor.cpu;

import org.sinopia.tensor.op.AttentionOp;

/** Attention in tiles that stay in a core's cache. */
final class CpuAttention {
  private final Workers workers;

  CpuAttention(Workers workers) {
    this.workers = workers;
  }

  void run(AttentionOp op) {
    switch (op) {
      case AttentionOp.LocalityAttention o -> new AttentionForward(o).run(workers);
      case AttentionOp.LocalityAttentionBackward o -> new AttentionBackward(o).run(workers);
    }
  }
}
