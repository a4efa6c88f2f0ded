package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.NormalisationOp;

/** Normalisation. */
final class ReferenceNormalisation {
  private ReferenceNormalisation() {}

  static void run(NormalisationOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
