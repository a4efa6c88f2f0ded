package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.RandomOp;

/** Random. */
final class ReferenceRandom {
  private ReferenceRandom() {}

  static void run(RandomOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
