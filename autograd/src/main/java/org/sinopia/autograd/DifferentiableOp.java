package org.sinopia.autograd;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/**
 * A function of variables that knows its own derivative. One object per application: it keeps its inputs, and whatever of the forward
 * its backward needs, in fields.
 *
 * <p>Subclasses are small final classes with the formula in their Javadoc, a static method {@code of(…)} that applies them, a static
 * {@link OpSpec} with a gradient check, and forward and backward next to each other.
 */
public abstract class DifferentiableOp {
  /** For subclasses. */
  protected DifferentiableOp() {}

  /** Its name and gradient check; registered in {@link OpRegistry}. */
  public abstract OpSpec spec();

  /** What it is applied to. */
  protected abstract List<Variable> inputs();

  /** Computes the value, in {@code scope}, and keeps what {@link #backward} needs. */
  protected abstract Tensor forward(Scope scope);

  /**
   * Computes the gradients of the differentiable inputs from that of the output.
   *
   * @param gradient ∂L/∂output; must not be written to
   * @param into where to write ∂L/∂input
   */
  protected abstract void backward(Tensor gradient, Gradients into);

  /** Whether parameters are used inside, so that a gradient is wanted even if no input is differentiable. */
  protected boolean hidesParameters() {
    return false;
  }
}
