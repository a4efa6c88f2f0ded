package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LossOp;

/** Loss. */
final class ReferenceLoss {
  private ReferenceLoss() {}

  static void run(LossOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
