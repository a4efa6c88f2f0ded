package org.sinopia.tensor.cpu.layout;

import java.util.Arrays;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.StridedCopy;
import org.sinopia.tensor.cpu.loops.Workers;
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

/** Moving elements: mostly copies between differently strided views. */
public final class CpuLayout {
  private final Workers workers;
  private final CpuCast cast;
  private final CpuPad pad;
  private final CpuIndexing indexing;

  public CpuLayout(Workers workers) {
    this.workers = workers;
    this.cast = new CpuCast(workers);
    this.pad = new CpuPad(workers);
    this.indexing = new CpuIndexing(workers);
  }

  public void run(LayoutOp op) {
    switch (op) {
      case Cast o -> cast.run(o);
      case Permute o -> permute(o);
      case Expand o -> expand(o);
      case Slice o -> slice(o);
      case Concat o -> concat(o);
      case Pad o -> pad.run(o);
      case PadBackward o -> pad.run(o);
      case Gather o -> indexing.run(o);
      case ScatterAdd o -> indexing.run(o);
    }
  }

  private void permute(Permute op) {
    Shape x = op.x().shape();
    int[] strides = op.axes().stream().mapToInt(x::stride).toArray();
    copy(op.y().shape(), op.x(), 0, strides, op.y(), 0, strides(op.y().shape()));
  }

  private void expand(Expand op) {
    Shape x = op.x().shape();
    Shape y = op.y().shape();
    int missing = y.rank() - x.rank();
    int[] strides = new int[y.rank()];
    for (int axis = 0; axis < x.rank(); axis++) {
      strides[missing + axis] = x.extent(axis) == 1 ? 0 : x.stride(axis);
    }
    copy(y, op.x(), 0, strides, op.y(), 0, strides(y));
  }

  private void slice(Slice op) {
    Shape x = op.x().shape();
    int start = op.start() * x.stride(op.axis());
    copy(op.y().shape(), op.x(), start, strides(x), op.y(), 0, strides(op.y().shape()));
  }

  private void concat(Concat op) {
    Shape y = op.y().shape();
    int start = 0;
    for (Tensor part : op.parts()) {
      copy(part.shape(), part, 0, strides(part.shape()), op.y(), start, strides(y));
      start += part.shape().extent(op.axis()) * y.stride(op.axis());
    }
  }

  private void copy(
      Shape shape, Tensor x, int startX, int[] stridesX, Tensor y, int startY, int[] stridesY) {
    new StridedCopy(
            x.dtype().bytes(),
            shape.extents(),
            x.memory(),
            startX,
            stridesX,
            y.memory(),
            startY,
            stridesY)
        .run(workers);
  }

  /** The elements that one step along each axis moves. */
  static int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    Arrays.setAll(strides, shape::stride);
    return strides;
  }
}
