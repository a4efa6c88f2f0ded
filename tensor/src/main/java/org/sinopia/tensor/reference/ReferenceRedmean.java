package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LossOp;

/** The redmean colour distance. */
final class ReferenceRedmean {
  private ReferenceRedmean() {}

  static void run(LossOp.Redmean op) {
    throw new UnsupportedOpException(op.name());
  }
}
