package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.PatchOp;

/** Patch. */
final class ReferencePatch {
  private ReferencePatch() {}

  static void run(PatchOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
