package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sinopia.tensor.AliasingException;
import org.sinopia.tensor.ClosedScopeException;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.DTypeMismatchException;
import org.sinopia.tensor.DeviceMismatchException;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;

/** The checks that every op makes on its operands before it runs. */
final class OperandChecks {
  /** Stands for any extent in {@link #shape}. */
  static final int ANY = -1;

  private final Op op;
  private final List<Tensor> inputs;
  private final List<Tensor> outputs;

  /**
   * Checks what holds for every op: operands are there, their scopes are open, they live on one
   * device. Operands that may be absent are passed as they are.
   */
  OperandChecks(Op op) {
    this.op = op;
    OperandLists operands = OperandLists.of(op);
    this.inputs = operands.inputs();
    this.outputs = operands.outputs();
    Tensor first = outputs.getFirst();
    for (Tensor t : outputs) {
      open(t, first);
    }
    for (Tensor t : inputs) {
      open(t, first);
    }
  }

  private void open(Tensor t, Tensor first) {
    if (!t.open()) {
      throw new ClosedScopeException(
          op.name() + ": tensor " + t + " was used after its scope ended or released it");
    }
    if (t.device() != first.device()) {
      throw new DeviceMismatchException(
          op.name() + ": operands on devices " + first.device() + " and " + t.device());
    }
  }

  /** Every operand is of the device's real type, except the given ones. */
  OperandChecks real(Tensor... others) {
    List<Tensor> exempt = Arrays.asList(others);
    for (List<Tensor> side : List.of(inputs, outputs)) {
      for (Tensor t : side) {
        if (t.dtype() != t.device().real() && exempt.stream().noneMatch(e -> e == t)) {
          throw new DTypeMismatchException(
              op.name()
                  + ": operand "
                  + t
                  + ": device "
                  + t.device()
                  + " computes in "
                  + t.device().real());
        }
      }
    }
    return this;
  }

  /** An operand has a given type. */
  OperandChecks dtype(String operand, Tensor t, DType wanted) {
    if (t.dtype() != wanted) {
      throw new DTypeMismatchException(
          op.name() + ": " + operand + " is " + t.dtype() + ", expected " + wanted);
    }
    return this;
  }

  /** An operand, unless absent, has these extents; {@link #ANY} accepts any. */
  OperandChecks shape(String operand, Tensor t, int... extents) {
    if (t == null) {
      return this;
    }
    boolean fits = t.shape().rank() == extents.length;
    for (int i = 0; fits && i < extents.length; i++) {
      fits = extents[i] == ANY || extents[i] == t.shape().extent(i);
    }
    if (!fits) {
      String wanted = Arrays.toString(extents).replace("-1", "any");
      throw new ShapeMismatchException(
          op.name() + ": " + operand + " is " + t.shape() + ", expected " + wanted);
    }
    return this;
  }

  /** An operand, unless absent, has the shape of another. */
  OperandChecks same(String operand, Tensor t, Shape wanted) {
    if (t != null && !t.shape().equals(wanted)) {
      throw new ShapeMismatchException(
          op.name() + ": " + operand + " is " + t.shape() + ", expected " + wanted);
    }
    return this;
  }

  /** An operand has the shape that two others broadcast to ({@link Shape#broadcast}). */
  OperandChecks broadcast(String operand, Tensor t, Shape a, Shape b) {
    Shape wanted;
    try {
      wanted = Shape.broadcast(a, b);
    } catch (ShapeMismatchException e) {
      throw new ShapeMismatchException(op.name() + ": " + e.getMessage());
    }
    return same(operand, t, wanted);
  }

  /** Any other condition on shapes. */
  OperandChecks fits(boolean condition, String message) {
    if (!condition) {
      throw new ShapeMismatchException(op.name() + ": " + message);
    }
    return this;
  }

  /** A condition on an attribute. */
  OperandChecks require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(op.name() + ": " + message);
    }
    return this;
  }

  /** No output overlaps an input or another output. */
  OperandChecks distinct() {
    for (Tensor out : outputs) {
      for (Tensor in : inputs) {
        if (out.overlaps(in)) {
          throw new AliasingException(op.name() + ": output " + out + " overlaps input " + in);
        }
      }
    }
    return distinctOutputs();
  }

  /**
   * An output may be the very memory of an input of the same shape, but may not overlap one
   * otherwise.
   */
  OperandChecks distinctOrSame() {
    for (Tensor out : outputs) {
      for (Tensor in : inputs) {
        boolean same =
            out.memory().address() == in.memory().address() && out.shape().equals(in.shape());
        if (!same && out.overlaps(in)) {
          throw new AliasingException(
              op.name() + ": output " + out + " overlaps input " + in + " without being it");
        }
      }
    }
    return distinctOutputs();
  }

  private OperandChecks distinctOutputs() {
    for (int i = 0; i < outputs.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (outputs.get(i).overlaps(outputs.get(j))) {
          throw new AliasingException(
              op.name() + ": outputs " + outputs.get(j) + " and " + outputs.get(i) + " overlap");
        }
      }
    }
    return this;
  }

  /** One operand does not overlap another. */
  OperandChecks separate(Tensor out, Tensor in) {
    if (out.overlaps(in)) {
      throw new AliasingException(op.name() + ": output " + out + " overlaps input " + in);
    }
    return this;
  }

  /** An operand has one element and at most one axis. */
  OperandChecks scalar(String operand, Tensor t) {
    return fits(t.elements() == 1, operand + " is " + t.shape() + ", expected a scalar");
  }

  /** {@code y} is {@code x} without some axes, or with extent 1 along them; no axes mean all. */
  OperandChecks reduced(Tensor x, List<Integer> axes, Tensor y) {
    Shape kept = x.shape();
    int[] left = new int[kept.rank()];
    Arrays.fill(left, 1);
    List<Integer> indices = axes.stream().map(x.shape()::axis).toList();
    require(
        indices.stream().distinct().count() == axes.size(),
        "axes " + axes + " of " + x.shape() + " repeat");
    int count = 0;
    for (int i = 0; i < x.shape().rank(); i++) {
      if (axes.isEmpty() || indices.contains(i)) {
        kept = kept.with(i, 1);
      } else {
        left[count++] = x.shape().extent(i);
      }
    }
    Shape dropped = Shape.of(Arrays.copyOf(left, count));
    return fits(
        y.shape().equals(kept) || y.shape().equals(dropped),
        "result is "
            + y.shape()
            + ", expected "
            + dropped
            + " or "
            + kept
            + " for axes "
            + axes
            + " of "
            + x.shape());
  }

  /** {@code half} has the batch and channels of {@code x} and half its sides, rounded down. */
  OperandChecks halved(Tensor x, String operand, Tensor half) {
    int[] e = x.shape().extents();
    fits(e[2] >= 2 && e[3] >= 2, x.shape() + ": sides of at least 2 pixels are needed");
    return shape(operand, half, e[0], e[1], e[2] / 2, e[3] / 2);
  }

  /** Images of one shape. */
  OperandChecks images(Tensor a, Tensor b) {
    return shape("a", a, ANY, ANY, ANY, ANY).same("b", b, a.shape());
  }

  /** An image is large enough for a reflected border of 5. */
  OperandChecks windowed(Tensor x) {
    return fits(
        Math.min(x.shape().extent(2), x.shape().extent(3)) >= 6,
        "a is " + x.shape() + ": sides of at least 6 pixels are needed for the 11 x 11 window");
  }

  /** An image is large enough for a number of scales of MS-SSIM. */
  OperandChecks scales(Tensor x, int scales) {
    require(scales >= 1 && scales <= 5, "scales is " + scales + ", expected 1 to 5");
    int side = 11 << (scales - 1);
    return fits(
        Math.min(x.shape().extent(2), x.shape().extent(3)) >= side,
        "a is "
            + x.shape()
            + ": "
            + scales
            + " scales need at least "
            + side
            + " pixels a side; use fewer scales");
  }

  /**
   * {@code y} is {@code x} with room around it, in each direction no more than the mode can fill.
   */
  OperandChecks padded(Tensor x, List<Integer> before, PadMode mode, Tensor y) {
    int rank = x.shape().rank();
    fits(
        before.size() == rank && y.shape().rank() == rank,
        "before " + before + " for " + x.shape() + " to " + y.shape());
    for (int i = 0; i < rank; i++) {
      int front = before.get(i);
      int behind = y.shape().extent(i) - x.shape().extent(i) - front;
      int most = mode == PadMode.REFLECT ? x.shape().extent(i) - 1 : Integer.MAX_VALUE;
      fits(
          front >= 0 && behind >= 0 && front <= most && behind <= most,
          "axis "
              + i
              + " of "
              + x.shape()
              + " to "
              + y.shape()
              + ": "
              + front
              + " before and "
              + behind
              + " after, each expected 0 to "
              + most);
    }
    return this;
  }

  /** The tensors that are there, of some that may be absent. */
  static List<Tensor> present(Tensor... operands) {
    List<Tensor> list = new ArrayList<>(operands.length);
    for (Tensor t : operands) {
      if (t != null) {
        list.add(t);
      }
    }
    return list;
  }

  /** {@code LayerNormBackward} is spelled {@code layer_norm_backward}. */
  static String nameOf(Class<?> op) {
    return op.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
