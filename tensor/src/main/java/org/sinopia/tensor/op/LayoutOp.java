package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Tensor;

/** Moving elements. Where no type is named, operands share one dtype, of any kind. */
public sealed interface LayoutOp extends Op {
  /**
   * y = x in y's dtype. Between floating-point types: rounded to nearest, ties to even. To an
   * integer type: rounded to nearest, ties to even, clamped to its range, NaN to 0. From an integer
   * type: exact, or rounded to nearest. Same dtype: a copy.
   */
  record Cast(Tensor x, Tensor y) implements LayoutOp {
    @Override
    public void check() {
      new OperandChecks(this).same("y", y, x.shape()).distinct();
    }

    @Override
    public Cast with(Operands o) {
      return new Cast(o.in(x), o.out(y));
    }
  }

  /** y = x with its axes in another order: axis i of y is axis {@code axes[i]} of x. */
  record Permute(Tensor x, List<Integer> axes, Tensor y) implements LayoutOp {
    @Override
    public void check() {
      OperandChecks door = new OperandChecks(this).dtype("y", y, x.dtype());
      int rank = x.shape().rank();
      door.require(
          axes.size() == rank && axes.stream().map(x.shape()::axis).distinct().count() == rank,
          "axes " + axes + " do not reorder the axes of " + x.shape());
      door.shape("y", y, axes.stream().mapToInt(x.shape()::extent).toArray()).distinct();
    }

    @Override
    public Permute with(Operands o) {
      return new Permute(o.in(x), axes, o.out(y));
    }
  }

  /** y = x broadcast to y's shape ({@link org.sinopia.tensor.Shape#broadcast}). */
  record Expand(Tensor x, Tensor y) implements LayoutOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .dtype("y", y, x.dtype())
          .broadcast("y", y, x.shape(), y.shape())
          .distinct();
    }

    @Override
    public Expand with(Operands o) {
      return new Expand(o.in(x), o.out(y));
    }
  }

  /** y = the part of x from index {@code start} along one axis, as long as y. */
  record Slice(Tensor x, int axis, int start, Tensor y) implements LayoutOp {
    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this)
              .dtype("y", y, x.dtype())
              .fits(y.shape().rank() == x.shape().rank(), x.shape() + " to " + y.shape());
      int end = start + y.shape().extent(axis);
      door.fits(
              start >= 0 && end <= x.shape().extent(axis),
              "[" + start + ", " + end + ") of axis " + axis + " of " + x.shape())
          .same("y", y, x.shape().with(axis, y.shape().extent(axis)))
          .distinct();
    }

    @Override
    public Slice with(Operands o) {
      return new Slice(o.in(x), axis, start, o.out(y));
    }
  }

  /** y = the parts, one after the other along one axis; their other extents agree. */
  record Concat(List<Tensor> parts, int axis, Tensor y) implements LayoutOp {
    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this).require(!parts.isEmpty(), "nothing to concatenate");
      int total = 0;
      for (Tensor part : parts) {
        door.dtype("part", part, y.dtype())
            .same("part", part, y.shape().with(axis, part.shape().extent(axis)));
        total += part.shape().extent(axis);
      }
      door.fits(
              total == y.shape().extent(axis),
              "the parts' " + total + " along axis " + axis + " do not fill " + y.shape())
          .distinct();
    }

    @Override
    public Concat with(Operands o) {
      return new Concat(parts.stream().map(o::in).toList(), axis, o.out(y));
    }
  }

  /**
   * y = x with {@code before[i]} elements added before along axis i, and after it as many as fill
   * y. Zero padding is also the backward of {@link Slice}.
   */
  record Pad(Tensor x, List<Integer> before, PadMode mode, Tensor y) implements LayoutOp {
    @Override
    public void check() {
      new OperandChecks(this).dtype("y", y, x.dtype()).padded(x, before, mode, y).distinct();
    }

    @Override
    public Pad with(Operands o) {
      return new Pad(o.in(x), before, mode, o.out(y));
    }
  }

  /**
   * Backward of {@link Pad}, real: gradX gathers the gradients of every place an element was put.
   */
  record PadBackward(Tensor gradY, List<Integer> before, PadMode mode, Tensor gradX)
      implements LayoutOp {
    @Override
    public void check() {
      new OperandChecks(this).real().padded(gradX, before, mode, gradY).distinct();
    }

    @Override
    public PadBackward with(Operands o) {
      return new PadBackward(o.in(gradY), before, mode, o.out(gradX));
    }
  }

  /**
   * y[i] = x[indices[i]] along the outermost axis; an index outside [0, n) gives zeros.
   *
   * @param x [n, …]
   * @param indices [m], I32
   * @param y [m, …]
   */
  record Gather(Tensor x, Tensor indices, Tensor y) implements LayoutOp {
    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this)
              .dtype("y", y, x.dtype())
              .dtype("indices", indices, DType.I32)
              .fits(x.shape().rank() >= 1, "x has no axis")
              .shape("indices", indices, OperandChecks.ANY);
      door.same("y", y, x.shape().with(0, indices.elements())).distinct();
    }

    @Override
    public Gather with(Operands o) {
      return new Gather(o.in(x), o.in(indices), o.out(y));
    }
  }

  /**
   * Backward of {@link Gather}, real: gradX[j] = the sum of gradY[i] over all i with indices[i] =
   * j, in order of i; 0 where there are none.
   */
  record ScatterAdd(Tensor gradY, Tensor indices, Tensor gradX) implements LayoutOp {
    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this)
              .real(indices)
              .dtype("indices", indices, DType.I32)
              .fits(gradX.shape().rank() >= 1, "gradX has no axis")
              .shape("indices", indices, OperandChecks.ANY);
      door.same("gradY", gradY, gradX.shape().with(0, indices.elements())).distinct();
    }

    @Override
    public ScatterAdd with(Operands o) {
      return new ScatterAdd(o.in(gradY), o.in(indices), o.out(gradX));
    }
  }
}
