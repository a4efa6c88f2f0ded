package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LayoutOp;

/** Layout. */
final class ReferenceLayout {
  private ReferenceLayout() {}

  static void run(LayoutOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
