package org.sinopia.tensor;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One computation on tensors of one device: inputs, outputs and attributes, checked and computed by
 * {@link #run()}. Outputs are given by the caller, so an op allocates nothing. A profiler reads
 * {@link #flops()} and {@link #bytes()}; a guard looks at {@link #outputs()}.
 *
 * <p>{@link org.sinopia.tensor.op.Op} is the family that all backends compute.
 */
public interface Operation {
  /** The op's name in messages, profiles and traces. */
  String name();

  /**
   * The operands that it reads, in the order of the record's components; absent ones are left out.
   */
  List<Tensor> inputs();

  /** The operands that it writes; an in-place operand is here and among the inputs. */
  List<Tensor> outputs();

  /**
   * The same op with each operand replaced, for running it on copies, perhaps on another device.
   */
  Operation map(UnaryOperator<Tensor> replace);

  /**
   * The floating-point operations of the textbook formula, a multiply-add counting two and an
   * elementary function one; an estimate for rooflines.
   */
  default long flops() {
    return outputs().stream().mapToLong(Tensor::elements).sum();
  }

  /** The bytes that must move if every operand is touched once. */
  default long bytes() {
    return inputs().stream().mapToLong(Tensor::bytes).sum()
        + outputs().stream().mapToLong(Tensor::bytes).sum();
  }

  /** The device that it runs on. */
  default Device device() {
    return outputs().getFirst().device();
  }

  /**
   * Checks all operands and attributes; see {@link org.sinopia.tensor.op.Op} for what it throws.
   */
  void check();

  /** Checks and computes it. */
  default void run() {
    device().run(this);
  }
}
