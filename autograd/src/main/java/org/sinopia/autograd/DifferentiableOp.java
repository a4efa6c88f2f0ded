package org.sinopia.autograd;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/**
 * A function of variables that knows its own derivative. One object per application: it keeps its
 * inputs, and whatever of the forward its backward needs, in fields.
 *
 * <p>Subclasses are small final classes with the formula in their Javadoc, a static method that
 * applies them (mostly {@code of(…)}), a static {@link OpSpec} with a gradient check, and forward
 * and backward next to each other. Neither may read values on the host: a device may replay the ops
 * of a step without running this code again.
 */
public abstract class DifferentiableOp {
  private final OpSpec spec;
  private final List<Variable> inputs;

  /**
   * An application that has not happened yet.
   *
   * @param spec its name and gradient check
   * @param inputs what it is applied to; absent ones are {@code null}
   */
  protected DifferentiableOp(OpSpec spec, Variable... inputs) {
    this.spec = spec;
    this.inputs = Arrays.stream(inputs).filter(Objects::nonNull).toList();
  }

  /** Its name and gradient check. */
  public final OpSpec spec() {
    return spec;
  }

  /** Its operands; absent ones are left out. */
  protected final List<Variable> inputs() {
    return inputs;
  }

  /** Applies it on the tape of its first input. */
  protected final Variable apply() {
    return inputs.getFirst().tape().apply(this);
  }

  /** Computes the value, in {@code scope}, and keeps what {@link #backward} needs. */
  protected abstract Tensor forward(Scope scope);

  /**
   * Computes the gradients of the differentiable inputs from that of the output.
   *
   * @param gradient ∂L/∂output; must not be written to
   * @param into where to write ∂L/∂input
   */
  protected abstract void backward(Tensor gradient, Gradients into);

  /**
   * Whether parameters are used inside, so that a gradient is wanted even if no input is
   * differentiable.
   */
  protected boolean hidesParameters() {
    return false;
  }
}
