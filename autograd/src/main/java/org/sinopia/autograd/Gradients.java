package org.sinopia.autograd;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;

/**
 * Where the backward of one op writes the gradients of its inputs. The first contribution to a variable is written in place; further
 * ones go through a temporary and are added once the op is done.
 */
public final class Gradients {
  private record Pending(Variable variable, Tensor part) {}

  private final Tape tape;
  private final List<Pending> pending = new ArrayList<>();
  private final List<Tensor> temporaries = new ArrayList<>();
  private boolean passed;

  Gradients(Tape tape) {
    this.tape = tape;
  }

  /** Whether this input's gradient is wanted. */
  public boolean wants(Variable input) {
    return input.differentiable();
  }

  /**
   * A tensor of undefined content, as the input in shape, to be overwritten with this op's contribution to its gradient; null if it is
   * not wanted. Each call is a contribution of its own.
   */
  public Tensor of(Variable input) {
    if (!input.differentiable()) {
      return null;
    }
    Parameter parameter = input.parameter();
    if (parameter != null && parameter.cleared()) {
      parameter.touch();
      return parameter.gradient();
    }
    Tensor part = tape.recycler().take(input.value());
    if (parameter == null && input.gradient() == null) {
      input.setGradient(part, false);
    } else {
      pending.add(new Pending(input, part));
    }
    return part;
  }

  /** As {@link #of}, but a temporary that is thrown away if the gradient is not wanted. */
  public Tensor orTemporary(Variable input) {
    return input.differentiable() ? of(input) : temporary(input.value());
  }

  /** A tensor like another, of undefined content, that lives until this op's backward is done. */
  public Tensor temporary(Tensor like) {
    Tensor taken = tape.recycler().take(like);
    temporaries.add(taken);
    return taken;
  }

  /** Contributes a tensor as it is, without a copy: it must stay as it is until the backward of the tape is over. */
  public void pass(Variable input, Tensor part) {
    if (!input.differentiable()) {
      return;
    }
    if (input.parameter() == null && input.gradient() == null) {
      input.setGradient(part, true);
      passed = true;
      return;
    }
    Tensor target = of(input);
    new ElementwiseOp.Axpby(1, part, 0, target).run();
  }

  /** Whether some variable now holds a tensor that was passed as it is, so that its memory must be left alone. */
  boolean passedOn() {
    return passed;
  }

  /** Adds up what came more than once. */
  void commit() {
    for (Pending p : pending) {
      Variable variable = p.variable();
      Tensor sum = variable.gradient();
      if (variable.gradientShared()) {
        Tensor own = tape.recycler().take(variable.value());
        new ElementwiseOp.Binary(BinaryFunction.ADD, sum, p.part(), own).run();
        variable.setGradient(own, false);
      } else {
        new ElementwiseOp.Binary(BinaryFunction.ADD, sum, p.part(), sum).run();
      }
      tape.recycler().give(p.part());
    }
    temporaries.forEach(tape.recycler()::give);
  }
}
