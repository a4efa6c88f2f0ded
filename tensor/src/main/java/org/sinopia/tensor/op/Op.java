package org.sinopia.tensor.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Tensor;

/**
 * One computation on tensors of one device: inputs, outputs and attributes, checked and computed by
 * {@link #run()}. Outputs are given by the caller, so an op allocates nothing.
 *
 * <p>The record is the whole contract. Backends switch over it exhaustively; a profiler reads
 * {@link #flops()} and {@link #bytes()} from it; a test computes it on two devices with {@link
 * #map}; a guard looks at {@link #outputs()}.
 *
 * <p>Conventions, unless a record says otherwise. Operands are of the device's real type. Outputs
 * are overwritten, and overlap neither an input nor each other. Optional operands are {@code null}
 * when absent. {@code […]} stands for any leading axes. NaN in an input element reaches every
 * output element that depends on it; nothing throws on NaN or infinity. Sums are accumulated in at
 * least float32 in an order that does not depend on the number of threads.
 *
 * <p>{@link #check()}, and so {@link #run()}, throws {@link
 * org.sinopia.tensor.ShapeMismatchException}, {@link org.sinopia.tensor.DTypeMismatchException},
 * {@link org.sinopia.tensor.DeviceMismatchException}, {@link
 * org.sinopia.tensor.ClosedScopeException}, {@link org.sinopia.tensor.AliasingException}, or {@link
 * IllegalArgumentException} for an attribute out of range; each message starts with the op's name.
 */
public sealed interface Op
    permits ElementwiseOp,
        ReductionOp,
        MatrixOp,
        NormalisationOp,
        AttentionOp,
        PatchOp,
        ImageOp,
        SimilarityOp,
        LossOp,
        ClusteringOp,
        LayoutOp,
        RandomOp,
        OptimiserOp,
        SpectrumOp,
        FitOp {

  /** The op's name in messages, profiles and traces. */
  default String name() {
    return Door.nameOf(getClass());
  }

  /**
   * The operands that it reads, in the order of the record's components; absent ones are left out.
   */
  List<Tensor> inputs();

  /** The operands that it writes; an in-place operand is here and among the inputs. */
  List<Tensor> outputs();

  /**
   * The same op with each operand replaced, for running it on copies, perhaps on another device.
   */
  Op map(UnaryOperator<Tensor> replace);

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

  /** Checks all operands and attributes; see above for what it throws. */
  void check();

  /** Checks and computes it. */
  default void run() {
    device().run(this);
  }
}
