package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.AttentionOp;

/** Attention. */
final class CpuAttention {
  private final Workers workers;

  CpuAttention(Workers workers) {
    this.workers = workers;
  }

  void run(AttentionOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
