package org.sinopia.tensor.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Operation;
import org.sinopia.tensor.Tensor;

/**
 * One computation on tensors of one device: inputs, outputs and attributes, checked and computed by
 * {@link #run()}. Outputs are given by the caller, so an op allocates nothing.
 *
 * <p>The record is the whole contract. Backends switch over it exhaustively; a test computes it on
 * two devices with {@link #map}.
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
public sealed interface Op extends Operation
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

  @Override
  default String name() {
    return OperandChecks.nameOf(getClass());
  }

  /**
   * The same op with every operand replaced by what {@code operands} says. This is the only list of
   * an op's operands: {@link #inputs}, {@link #outputs} and {@link #map} come from it.
   */
  Op with(Operands operands);

  @Override
  default List<Tensor> inputs() {
    return OperandLists.of(this).inputs();
  }

  @Override
  default List<Tensor> outputs() {
    return OperandLists.of(this).outputs();
  }

  @Override
  default Device device() {
    return FirstOutput.of(this).device();
  }

  @Override
  default Op map(UnaryOperator<Tensor> replace) {
    return with(new ReplacedOperands(replace));
  }
}
