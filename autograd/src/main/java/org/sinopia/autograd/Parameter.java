package org.sinopia.autograd;

import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;

/**
 * A tensor that outlives tapes and gathers gradients from them: a weight. Gradients of several
 * backward passes add up until {@link #clear}.
 */
public final class Parameter {
  private final Tensor value;
  private final Tensor gradient;
  private boolean cleared = true;

  /**
   * @param value lives in a scope that outlives every tape it is used on
   * @param gradient as the value in shape; need not be initialised
   * @throws ShapeMismatchException if the shapes differ
   * @throws IllegalArgumentException if the types or devices differ
   */
  public Parameter(Tensor value, Tensor gradient) {
    if (!value.shape().equals(gradient.shape())) {
      throw new ShapeMismatchException(
          "parameter: value " + value.shape() + " and gradient " + gradient.shape() + " differ");
    }
    if (value.dtype() != gradient.dtype() || value.device() != gradient.device()) {
      throw new IllegalArgumentException(
          "parameter: value " + value + " and gradient " + gradient + " differ in type or device");
    }
    this.value = value;
    this.gradient = gradient;
  }

  /** The value. */
  public Tensor value() {
    return value;
  }

  /** The value's shape. */
  public Shape shape() {
    return value.shape();
  }

  /** Where gradients add up; its content means nothing while {@link #cleared()}. */
  public Tensor gradient() {
    return gradient;
  }

  /** Whether no gradient has come since it was made or cleared last. */
  public boolean cleared() {
    return cleared;
  }

  /** Forgets the gradient; the next one overwrites it. Costs nothing. */
  public void clear() {
    cleared = true;
  }

  void touch() {
    cleared = false;
  }
}
