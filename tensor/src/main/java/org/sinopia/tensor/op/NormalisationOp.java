package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/** Over the innermost axis. */
public sealed interface NormalisationOp extends Op {
  /** y = exp(x − max x) / Σ exp(x − max x) over the innermost axis. */
  record Softmax(Tensor x, Tensor y) implements NormalisationOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .fits(x.shape().rank() >= 1, "x has no axis")
          .same("y", y, x.shape())
          .distinctOrSame();
    }

    @Override
    public Softmax with(Operands o) {
      return new Softmax(o.in(x), o.out(y));
    }

    @Override
    public long flops() {
      return 4L * x.elements();
    }
  }

  /** gradX = y · (gradY − Σ y·gradY) over the innermost axis. */
  record SoftmaxBackward(Tensor y, Tensor gradY, Tensor gradX) implements NormalisationOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .fits(y.shape().rank() >= 1, "y has no axis")
          .same("gradY", gradY, y.shape())
          .same("gradX", gradX, y.shape())
          .distinctOrSame();
    }

    @Override
    public SoftmaxBackward with(Operands o) {
      return new SoftmaxBackward(o.in(y), o.in(gradY), o.out(gradX));
    }

    @Override
    public long flops() {
      return 4L * y.elements();
    }
  }

  /**
   * y = (x − mean)·rstd·gamma + beta over the innermost axis, with rstd = 1/√(variance + ε) and the
   * biased variance (Ba, Kiros, Hinton 2016, arXiv 1607.06450).
   *
   * @param x [… , d]
   * @param gamma [d]
   * @param beta [d]
   * @param epsilon above 0
   * @param mean […], kept for the backward
   * @param rstd […], kept for the backward
   */
  record LayerNorm(
      Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y, Tensor mean, Tensor rstd)
      implements NormalisationOp {
    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this).real().fits(x.shape().rank() >= 1, "x has no axis");
      int d = x.shape().extent(-1);
      door.shape("gamma", gamma, d)
          .shape("beta", beta, d)
          .same("y", y, x.shape())
          .same("mean", mean, x.shape().dropInner(1))
          .same("rstd", rstd, x.shape().dropInner(1))
          .require(epsilon > 0, "epsilon is " + epsilon + ", expected above 0")
          .distinctOrSame();
    }

    @Override
    public LayerNorm with(Operands o) {
      return new LayerNorm(
          o.in(x), o.in(gamma), o.in(beta), epsilon, o.out(y), o.out(mean), o.out(rstd));
    }

    @Override
    public long flops() {
      return 8L * x.elements();
    }
  }

  /**
   * Backward of {@link LayerNorm}. With x̂ = (x − mean)·rstd and g = gradY·gamma: gradX = rstd·(g −
   * mean(g) − x̂·mean(g·x̂)) + added, gradGamma = Σ gradY·x̂, gradBeta = Σ gradY, sums over all
   * leading axes.
   *
   * @param gradX as x, or null if not wanted
   * @param added as x, a gradient that x has from elsewhere; null if there is none
   */
  record LayerNormBackward(
      Tensor x,
      Tensor gamma,
      Tensor mean,
      Tensor rstd,
      Tensor gradY,
      Tensor gradX,
      Tensor gradGamma,
      Tensor gradBeta,
      Tensor added)
      implements NormalisationOp {
    /** A backward that adds nothing. */
    public LayerNormBackward(
        Tensor x,
        Tensor gamma,
        Tensor mean,
        Tensor rstd,
        Tensor gradY,
        Tensor gradX,
        Tensor gradGamma,
        Tensor gradBeta) {
      this(x, gamma, mean, rstd, gradY, gradX, gradGamma, gradBeta, null);
    }

    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this).real().fits(x.shape().rank() >= 1, "x has no axis");
      int d = x.shape().extent(-1);
      door.shape("gamma", gamma, d)
          .same("mean", mean, x.shape().dropInner(1))
          .same("rstd", rstd, x.shape().dropInner(1))
          .same("gradY", gradY, x.shape())
          .same("gradX", gradX, x.shape())
          .shape("gradGamma", gradGamma, d)
          .shape("gradBeta", gradBeta, d)
          .same("added", added, x.shape())
          .require(added == null || gradX != null, "added is given, and gradX is not wanted")
          .distinctOrSame();
      if (added != null) {
        door.separate(gradX, added);
      }
    }

    @Override
    public LayerNormBackward with(Operands o) {
      return new LayerNormBackward(
          o.in(x),
          o.in(gamma),
          o.in(mean),
          o.in(rstd),
          o.in(gradY),
          o.out(gradX),
          o.out(gradGamma),
          o.out(gradBeta),
          o.in(added));
    }

    @Override
    public long flops() {
      return 14L * x.elements();
    }
  }
}
