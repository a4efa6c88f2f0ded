package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Tensor;

/** The operands of an op in two lists. */
final class OperandLists implements Operands {
  private static final int USUAL = 4;

  private final List<Tensor> inputs = new ArrayList<>(USUAL);
  private final List<Tensor> outputs = new ArrayList<>(USUAL);

  private OperandLists() {}

  static OperandLists of(Op op) {
    OperandLists lists = new OperandLists();
    op.with(lists);
    return lists;
  }

  List<Tensor> inputs() {
    return inputs;
  }

  List<Tensor> outputs() {
    return outputs;
  }

  @Override
  public Tensor in(Tensor operand) {
    if (operand != null) {
      inputs.add(operand);
    }
    return operand;
  }

  @Override
  public Tensor out(Tensor operand) {
    if (operand != null) {
      outputs.add(operand);
    }
    return operand;
  }

  @Override
  public Tensor inOut(Tensor operand) {
    in(operand);
    return out(operand);
  }
}
