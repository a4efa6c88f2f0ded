package org.sinopia.autograd;

import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/** A tensor on a {@link Tape}: an input, or what an op made of others. */
public final class Variable {
  private final Tape tape;
  private final Tensor value;
  private final boolean differentiable;
  private final Parameter parameter;
  private Tensor gradient;
  private boolean gradientShared;

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

  /** Its value. */
  public Tensor value() {
    return value;
  }

  /** Its value's shape. */
  public Shape shape() {
    return value.shape();
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
   * ∂(what {@link Tape#backward} started from)/∂this, as the value in shape; null before the backward, and where nothing
   * depends on it. Only inputs keep theirs; that of an intermediate is recycled once it has been passed on.
   */
  public Tensor gradient() {
    return parameter == null ? gradient : parameter.cleared() ? null : parameter.gradient();
  }

  Parameter parameter() {
    return parameter;
  }

  void setGradient(Tensor tensor, boolean shared) {
    gradient = tensor;
    gradientShared = shared;
  }

  boolean gradientShared() {
    return gradientShared;
  }
}
