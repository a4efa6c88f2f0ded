package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/** On images [B, C, H, W]. */
public sealed interface ImageOp extends Op {
  /**
   * y[b, o, r, c] = bias[o] + Σ weight[o, i, u, v]·x[b, i, r+u−1, c+v−1], zero outside.
   *
   * @param x [B, I, H, W]
   * @param weight [O, I, 3, 3]
   * @param bias [O]
   * @param y [B, O, H, W]
   */
  record Conv3x3(Tensor x, Tensor weight, Tensor bias, Tensor y) implements ImageOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .shape("x", x, OperandChecks.ANY, OperandChecks.ANY, OperandChecks.ANY, OperandChecks.ANY)
          .shape("weight", weight, OperandChecks.ANY, x.shape().extent(1), 3, 3)
          .shape("bias", bias, weight.shape().extent(0))
          .same("y", y, x.shape().with(1, weight.shape().extent(0)))
          .distinct();
    }

    @Override
    public Conv3x3 with(Operands o) {
      return new Conv3x3(o.in(x), o.in(weight), o.in(bias), o.out(y));
    }

    @Override
    public long flops() {
      return 18L * y.elements() * x.shape().extent(1);
    }
  }

  /**
   * Backward of {@link Conv3x3}.
   *
   * @param gradX as x, or null if not wanted
   */
  record Conv3x3Backward(
      Tensor x, Tensor weight, Tensor gradY, Tensor gradX, Tensor gradWeight, Tensor gradBias)
      implements ImageOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .shape("x", x, OperandChecks.ANY, OperandChecks.ANY, OperandChecks.ANY, OperandChecks.ANY)
          .shape("weight", weight, OperandChecks.ANY, x.shape().extent(1), 3, 3)
          .same("gradY", gradY, x.shape().with(1, weight.shape().extent(0)))
          .same("gradX", gradX, x.shape())
          .same("gradWeight", gradWeight, weight.shape())
          .shape("gradBias", gradBias, weight.shape().extent(0))
          .distinct();
    }

    @Override
    public Conv3x3Backward with(Operands o) {
      return new Conv3x3Backward(
          o.in(x), o.in(weight), o.in(gradY), o.out(gradX), o.out(gradWeight), o.out(gradBias));
    }

    @Override
    public long flops() {
      return 36L * gradY.elements() * x.shape().extent(1);
    }
  }

  /**
   * y[b, c, r, q] = the mean of the 2×2 pixels of x from (2r, 2q); an odd last row or column is
   * left out. Sides of x are at least 2.
   */
  record MeanPool2(Tensor x, Tensor y) implements ImageOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .shape("x", x, OperandChecks.ANY, OperandChecks.ANY, OperandChecks.ANY, OperandChecks.ANY)
          .halved(x, "y", y)
          .distinct();
    }

    @Override
    public MeanPool2 with(Operands o) {
      return new MeanPool2(o.in(x), o.out(y));
    }
  }

  /**
   * Backward of {@link MeanPool2}: gradX is a quarter of gradY at each pixel that was pooled, 0 at
   * those left out.
   */
  record MeanPool2Backward(Tensor gradY, Tensor gradX) implements ImageOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .shape(
              "gradX",
              gradX,
              OperandChecks.ANY,
              OperandChecks.ANY,
              OperandChecks.ANY,
              OperandChecks.ANY)
          .halved(gradX, "gradY", gradY)
          .distinct();
    }

    @Override
    public MeanPool2Backward with(Operands o) {
      return new MeanPool2Backward(o.in(gradY), o.out(gradX));
    }
  }
}
