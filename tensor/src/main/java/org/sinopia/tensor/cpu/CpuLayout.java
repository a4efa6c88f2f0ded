package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.LayoutOp.Cast;
import org.sinopia.tensor.op.LayoutOp.Concat;
import org.sinopia.tensor.op.LayoutOp.Expand;
import org.sinopia.tensor.op.LayoutOp.Gather;
import org.sinopia.tensor.op.LayoutOp.Pad;
import org.sinopia.tensor.op.LayoutOp.PadBackward;
import org.sinopia.tensor.op.LayoutOp.Permute;
import org.sinopia.tensor.op.LayoutOp.ScatterAdd;
import org.sinopia.tensor.op.LayoutOp.Slice;

/** Moving elements. */
final class CpuLayout {
  private final CpuCast cast;

  CpuLayout(Workers workers) {
    this.cast = new CpuCast(workers);
  }

  void run(LayoutOp op) {
    switch (op) {
      case Cast o -> cast.run(o);
      case Permute o -> throw new UnsupportedOpException(o.name());
      case Expand o -> throw new UnsupportedOpException(o.name());
      case Slice o -> throw new UnsupportedOpException(o.name());
      case Concat o -> throw new UnsupportedOpException(o.name());
      case Pad o -> throw new UnsupportedOpException(o.name());
      case PadBackward o -> throw new UnsupportedOpException(o.name());
      case Gather o -> throw new UnsupportedOpException(o.name());
      case ScatterAdd o -> throw new UnsupportedOpException(o.name());
    }
  }
}
