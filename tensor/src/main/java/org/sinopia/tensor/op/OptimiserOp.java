package org.sinopia.tensor.op;

import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/** Parameter updates, in place. */
public sealed interface OptimiserOp extends Op {
  /**
   * One step of AdamW (Loshchilov and Hutter 2017, arXiv 1711.05101), PyTorch's order of
   * operations: p ← (1 − lr·λ)·p; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − lr/(1−β₁ᵗ) · m /
   * (√v/√(1−β₂ᵗ) + ε). If the norm of all gradients is given, g is the gradient times min(1,
   * maxNorm/(norm + 10⁻⁶)): clipping by norm (Pascanu, Mikolov, Bengio 2012, arXiv 1211.5063,
   * algorithm 1), with the term that PyTorch adds.
   *
   * @param m first moment, as parameter
   * @param v second moment, as parameter
   * @param weightDecay λ
   * @param step t, from 1
   * @param norm a scalar, or null for gradients that are not clipped
   * @param maxNorm above 0 if there is a norm
   */
  record AdamW(
      Tensor parameter,
      Tensor gradient,
      Tensor m,
      Tensor v,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      long step,
      Tensor norm,
      double maxNorm)
      implements OptimiserOp {
    private static final double NORM_EPSILON = 1e-6;

    /** A step whose gradients are not clipped. */
    public AdamW(
        Tensor parameter,
        Tensor gradient,
        Tensor m,
        Tensor v,
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        long step) {
      this(
          parameter,
          gradient,
          m,
          v,
          learningRate,
          beta1,
          beta2,
          epsilon,
          weightDecay,
          step,
          null,
          0);
    }

    /** The factor of gradients whose norm is {@code value}, in float32. */
    public static float factor(float value, float maxNorm) {
      return Math.min(maxNorm / (value + (float) NORM_EPSILON), 1);
    }

    /** The factor of gradients whose norm is {@code value}. */
    public static double factor(double value, double maxNorm) {
      return Math.min(maxNorm / (value + NORM_EPSILON), 1);
    }

    /** 1 − β₁ᵗ, what the first moment started at 0 lacks after t steps. */
    public double correction1() {
      return 1 - StrictMath.pow(beta1, (double) step);
    }

    /** 1 − β₂ᵗ, what the second moment started at 0 lacks after t steps. */
    public double correction2() {
      return 1 - StrictMath.pow(beta2, (double) step);
    }

    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .same("gradient", gradient, parameter.shape())
          .same("m", m, parameter.shape())
          .same("v", v, parameter.shape())
          .require(learningRate >= 0, "learningRate is " + learningRate + ", expected 0 or more")
          .require(
              beta1 >= 0 && beta1 < 1, "beta1 is " + beta1 + ", expected 0 or more and below 1")
          .require(
              beta2 >= 0 && beta2 < 1, "beta2 is " + beta2 + ", expected 0 or more and below 1")
          .require(epsilon > 0, "epsilon is " + epsilon + ", expected above 0")
          .require(step >= 1, "step is " + step + ", expected at least 1")
          .same("norm", norm, Shape.of())
          .require(norm == null || maxNorm > 0, "maxNorm is " + maxNorm + ", expected above 0")
          .separate(parameter, gradient)
          .separate(parameter, m)
          .separate(parameter, v)
          .separate(m, gradient)
          .separate(m, v)
          .separate(v, gradient);
    }

    @Override
    public AdamW with(Operands o) {
      return new AdamW(
          o.inOut(parameter),
          o.in(gradient),
          o.inOut(m),
          o.inOut(v),
          learningRate,
          beta1,
          beta2,
          epsilon,
          weightDecay,
          step,
          o.in(norm),
          maxNorm);
    }

    @Override
    public long flops() {
      return 15L * parameter.elements();
    }
  }
}
