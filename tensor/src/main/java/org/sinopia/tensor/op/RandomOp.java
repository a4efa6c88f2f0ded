package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/**
 * Counter-based random numbers: Philox4x32-10 ({@link org.sinopia.tensor.random.Philox}), a
 * function of (seed, stream, element) alone. Element i takes word i mod 4 of the block with key
 * {@code seed} and counter (⌊i/4⌋, {@code stream}).
 */
public sealed interface RandomOp extends Op {
  /** y[i] = ⌊word/256⌋ · 2⁻²⁴, in [0, 1): exact in float32, so the same on all devices. */
  record Uniform(long seed, long stream, Tensor y) implements RandomOp {
    @Override
    public void check() {
      new OperandChecks(this).real();
    }

    @Override
    public Uniform with(Operands o) {
      return new Uniform(seed, stream, o.out(y));
    }

    @Override
    public long flops() {
      return 10L * y.elements();
    }
  }

  /**
   * Standard normal numbers by Box and Muller (1958), two from each pair of words: with u =
   * (⌊w₀/256⌋ + 1)·2⁻²⁴ and v = ⌊w₁/256⌋·2⁻²⁴, √(−2 ln u)·cos 2πv, then √(−2 ln u)·sin 2πv.
   */
  record Normal(long seed, long stream, Tensor y) implements RandomOp {
    @Override
    public void check() {
      new OperandChecks(this).real();
    }

    @Override
    public Normal with(Operands o) {
      return new Normal(seed, stream, o.out(y));
    }

    @Override
    public long flops() {
      return 15L * y.elements();
    }
  }

  /** y[i] = 1 if {@link Uniform} gives a number below p, else 0. */
  record Bernoulli(double p, long seed, long stream, Tensor y) implements RandomOp {
    @Override
    public void check() {
      new OperandChecks(this).real().require(p >= 0 && p <= 1, "p is " + p + ", expected 0 to 1");
    }

    @Override
    public Bernoulli with(Operands o) {
      return new Bernoulli(p, seed, stream, o.out(y));
    }

    @Override
    public long flops() {
      return 11L * y.elements();
    }
  }
}
