package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Tensor;

/**
 * Over any set of axes. A reduced axis is left out of the result or kept with extent 1, as the
 * output's shape says.
 */
public sealed interface ReductionOp extends Op {
  /**
   * y = the sum, mean or maximum of x over {@code axes} (of all elements if there are none). The
   * maximum is NaN if any is NaN.
   *
   * @param axes distinct axes of x, negative ones counted from the end; empty means all
   * @param y x's shape with those axes left out, or with extent 1
   */
  record Reduce(ReduceFunction function, Tensor x, List<Integer> axes, Tensor y)
      implements ReductionOp {
    @Override
    public void check() {
      new OperandChecks(this).real().reduced(x, axes, y).distinct();
    }

    @Override
    public Reduce with(Operands o) {
      return new Reduce(function, o.in(x), axes, o.out(y));
    }

    @Override
    public long flops() {
      return x.elements();
    }
  }

  /**
   * Backward of the maximum: gradX is gradY at the first maximal element (the first NaN, if any is
   * NaN) of each group, in row-major order, and 0 elsewhere.
   */
  record MaxBackward(Tensor x, List<Integer> axes, Tensor gradY, Tensor gradX)
      implements ReductionOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .reduced(x, axes, gradY)
          .same("gradX", gradX, x.shape())
          .distinct();
    }

    @Override
    public MaxBackward with(Operands o) {
      return new MaxBackward(o.in(x), axes, o.in(gradY), o.out(gradX));
    }
  }

  /**
   * indices = the index along one axis of the first smallest element; the first NaN counts as
   * smallest.
   *
   * @param indices I32, x's shape with that axis left out, or with extent 1
   */
  record ArgMin(Tensor x, int axis, Tensor indices) implements ReductionOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real(indices)
          .dtype("indices", indices, DType.I32)
          .reduced(x, List.of(axis), indices)
          .distinct();
    }

    @Override
    public ArgMin with(Operands o) {
      return new ArgMin(o.in(x), axis, o.out(indices));
    }

    @Override
    public long flops() {
      return x.elements();
    }
  }
}
