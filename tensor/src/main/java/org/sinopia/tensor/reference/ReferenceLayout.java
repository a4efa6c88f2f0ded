package org.sinopia.tensor.reference;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
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
import org.sinopia.tensor.op.PadMode;
import org.sinopia.tensor.reference.array.Reals;

/** Moving elements, one at a time, whatever their type. */
final class ReferenceLayout {
  private ReferenceLayout() {}

  static void run(LayoutOp op) {
    switch (op) {
      case Cast o -> cast(o);
      case Permute o -> permute(o);
      case Expand o -> expand(o);
      case Slice o -> slice(o);
      case Concat o -> concat(o);
      case Pad o -> pad(o);
      case PadBackward o -> padBackward(o);
      case Gather o -> gather(o);
      case ScatterAdd o -> scatterAdd(o);
    }
  }

  private static void cast(Cast op) {
    for (int i = 0; i < op.y().elements(); i++) {
      double value = op.x().dtype().get(op.x().memory(), i);
      op.y().dtype().set(op.y().memory(), i, value);
    }
  }

  private static void permute(Permute op) {
    Shape x = op.x().shape();
    for (int i = 0; i < op.y().elements(); i++) {
      int[] to = index(op.y().shape(), i);
      int[] from = new int[to.length];
      for (int axis = 0; axis < to.length; axis++) {
        from[x.axis(op.axes().get(axis))] = to[axis];
      }
      copy(op.x(), flat(x, from), op.y(), i);
    }
  }

  private static void expand(Expand op) {
    Shape x = op.x().shape();
    int missing = op.y().shape().rank() - x.rank();
    for (int i = 0; i < op.y().elements(); i++) {
      int[] to = index(op.y().shape(), i);
      int[] from = new int[x.rank()];
      for (int axis = 0; axis < from.length; axis++) {
        from[axis] = x.extent(axis) == 1 ? 0 : to[missing + axis];
      }
      copy(op.x(), flat(x, from), op.y(), i);
    }
  }

  private static void slice(Slice op) {
    int axis = op.x().shape().axis(op.axis());
    for (int i = 0; i < op.y().elements(); i++) {
      int[] from = index(op.y().shape(), i);
      from[axis] += op.start();
      copy(op.x(), flat(op.x().shape(), from), op.y(), i);
    }
  }

  private static void concat(Concat op) {
    int axis = op.y().shape().axis(op.axis());
    int start = 0;
    for (Tensor part : op.parts()) {
      for (int i = 0; i < part.elements(); i++) {
        int[] to = index(part.shape(), i);
        to[axis] += start;
        copy(part, i, op.y(), flat(op.y().shape(), to));
      }
      start += part.shape().extent(axis);
    }
  }

  private static void pad(Pad op) {
    for (int i = 0; i < op.y().elements(); i++) {
      int from = source(op.y().shape(), i, op.x().shape(), op.before(), op.mode());
      if (from < 0) {
        op.y().dtype().set(op.y().memory(), i, 0);
      } else {
        copy(op.x(), from, op.y(), i);
      }
    }
  }

  private static void padBackward(PadBackward op) {
    Reals gradY = new Reals(op.gradY());
    Reals gradX = new Reals(op.gradX());
    for (int i = 0; i < op.gradX().elements(); i++) {
      gradX.set(i, 0);
    }
    for (int i = 0; i < op.gradY().elements(); i++) {
      int to = source(op.gradY().shape(), i, op.gradX().shape(), op.before(), op.mode());
      if (to >= 0) {
        gradX.add(to, gradY.at(i));
      }
    }
  }

  private static void gather(Gather op) {
    int n = op.x().shape().extent(0);
    int row = op.x().shape().stride(0);
    for (int i = 0; i < op.indices().elements(); i++) {
      int from = op.indices().memory().getAtIndex(JAVA_INT, i);
      for (int k = 0; k < row; k++) {
        if (from >= 0 && from < n) {
          copy(op.x(), from * row + k, op.y(), i * row + k);
        } else {
          op.y().dtype().set(op.y().memory(), i * row + k, 0);
        }
      }
    }
  }

  private static void scatterAdd(ScatterAdd op) {
    Reals gradY = new Reals(op.gradY());
    Reals gradX = new Reals(op.gradX());
    int n = op.gradX().shape().extent(0);
    int row = op.gradX().shape().stride(0);
    for (int i = 0; i < op.gradX().elements(); i++) {
      gradX.set(i, 0);
    }
    for (int i = 0; i < op.indices().elements(); i++) {
      int to = op.indices().memory().getAtIndex(JAVA_INT, i);
      for (int k = 0; to >= 0 && to < n && k < row; k++) {
        gradX.add(to * row + k, gradY.at(i * row + k));
      }
    }
  }

  /** The element of the unpadded tensor that padded element i shows, or −1 for a zero. */
  private static int source(Shape padded, int i, Shape inner, List<Integer> before, PadMode mode) {
    int[] index = index(padded, i);
    for (int axis = 0; axis < index.length; axis++) {
      int last = inner.extent(axis) - 1;
      int at = index[axis] - before.get(axis);
      index[axis] =
          switch (mode) {
            case ZERO -> at;
            case REFLECT -> at < 0 ? -at : at > last ? 2 * last - at : at;
          };
      if (index[axis] < 0 || index[axis] > last) {
        return -1;
      }
    }
    return flat(inner, index);
  }

  private static int[] index(Shape shape, int flat) {
    int[] index = new int[shape.rank()];
    for (int axis = 0; axis < index.length; axis++) {
      index[axis] = flat / shape.stride(axis) % shape.extent(axis);
    }
    return index;
  }

  private static int flat(Shape shape, int[] index) {
    int flat = 0;
    for (int axis = 0; axis < index.length; axis++) {
      flat = flat * shape.extent(axis) + index[axis];
    }
    return flat;
  }

  private static void copy(Tensor x, long from, Tensor y, long to) {
    int bytes = x.dtype().bytes();
    MemorySegment.copy(x.memory(), from * bytes, y.memory(), to * bytes, bytes);
  }
}
