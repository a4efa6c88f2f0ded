package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.AttentionOp;

/** Attention. */
final class ReferenceAttention {
  private ReferenceAttention() {}

  static void run(AttentionOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
