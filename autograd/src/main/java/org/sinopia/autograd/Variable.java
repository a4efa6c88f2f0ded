package org.sinopia.autograd;

import org.sinopia.tensor.ClosedScopeException;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * A tensor on a {@link Tape}: an input, or what an op made of others. Its value does not change
 * while the tape is in use; that of an intermediate ends when {@link Tape#backward} has no more use
 * for it, if it is not {@linkplain #keep kept}.
 */
public final class Variable {
  private final Tape tape;
  private final Tensor value;
  private final boolean differentiable;
  private final Parameter parameter;
  private GradientBuffer buffer;

  Variable(Tape tape, Tensor value, boolean differentiable, Parameter parameter) {
    this.tape = tape;
    this.value = value;
    this.differentiable = differentiable;
    this.parameter = parameter;
  }

  /** The tape it is on. */
  public Tape tape() {
    return tape;
  }

  /**
   * Its value.
   *
   * @throws ClosedScopeException if that has ended
   */
  public Tensor value() {
    if (!value.open()) {
      throw new ClosedScopeException(
          "value "
              + value
              + ": ended with its scope, by release, or when the backward had used it; keep() keeps a"
              + " value until its scope ends");
    }
    return value;
  }

  /** Its value's shape. */
  public Shape shape() {
    return value.shape();
  }

  /**
   * Retains this value, even of an intermediate, through {@link Tape#backward} and until the scope
   * ends. Scalars and the output of the backward are kept anyway.
   */
  public Variable keep() {
    tape.keep(value);
    return this;
  }

  /**
   * Ends its value now, so that what is computed next takes its memory. Call it only if nothing
   * reads the value any more, neither the backward of the op that made it nor of one that it went
   * into; a later read fails.
   *
   * @throws IllegalStateException if it is an input, or a view of another variable's value
   */
  public void release() {
    tape.release(this);
  }

  /** Whether gradients flow to it. */
  public boolean differentiable() {
    return differentiable;
  }

  /** The same value with the gradient stopped. */
  public Variable detach() {
    return tape.constant(value);
  }

  /**
   * ∂(what {@link Tape#backward} started from)/∂this, as the value in shape, not to be written to;
   * null before the backward, and where nothing depends on it. Only inputs keep theirs; that of an
   * intermediate is recycled once it has been passed on.
   */
  public Tensor gradient() {
    if (parameter != null) {
      return parameter.cleared() ? null : parameter.gradient();
    }
    return buffer == null ? null : buffer.as(value.shape());
  }

  /** this + other, elementwise, broadcast where an extent is 1 or missing. */
  public Variable plus(Variable other) {
    return Binary.add(this, other);
  }

  /** this − other, elementwise, broadcast where an extent is 1 or missing. */
  public Variable minus(Variable other) {
    return Binary.subtract(this, other);
  }

  /** this · other, elementwise, broadcast where an extent is 1 or missing. */
  public Variable times(Variable other) {
    return Binary.multiply(this, other);
  }

  /** this / other, elementwise, broadcast where an extent is 1 or missing. */
  public Variable dividedBy(Variable other) {
    return Binary.divide(this, other);
  }

  /** factor · this. */
  public Variable times(double factor) {
    return Scale.of(factor, this);
  }

  /** −this. */
  public Variable negated() {
    return Unary.negate(this);
  }

  /** this², elementwise. */
  public Variable squared() {
    return Unary.square(this);
  }

  /** The matrix product: [… , m, k] and [… , k, n] make [… , m, n]. */
  public Variable matmul(Variable other) {
    return MatMul.of(this, other);
  }

  /** The parameter that it stands for, or null. */
  Parameter parameter() {
    return parameter;
  }

  /** The buffer of its gradient, or null. A parameter's is in the parameter. */
  GradientBuffer buffer() {
    return buffer;
  }

  void setBuffer(GradientBuffer held) {
    buffer = held;
  }
}
