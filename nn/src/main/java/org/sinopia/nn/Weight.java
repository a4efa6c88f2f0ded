package org.sinopia.nn;

import org.sinopia.autograd.Parameter;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Shape;

/**
 * A learnable tensor as a layer declares it: a shape and how it starts. Its memory comes later,
 * with that of the whole model ({@link Module#allocate}).
 */
public final class Weight {
  private final Shape shape;
  private final Initialiser initialiser;
  private Parameter parameter;

  Weight(Shape shape, Initialiser initialiser) {
    this.shape = shape;
    this.initialiser = initialiser;
  }

  /** Its shape. */
  public Shape shape() {
    return shape;
  }

  /** How it starts. */
  public Initialiser initialiser() {
    return initialiser;
  }

  /**
   * Its value and gradient.
   *
   * @throws IllegalStateException before {@link Module#allocate}
   */
  public Parameter parameter() {
    if (parameter == null) {
      throw new IllegalStateException(
          "weight of shape " + shape + ": its model has no memory yet; allocate it first");
    }
    return parameter;
  }

  /** The weight as an input of ops on a tape. */
  public Variable on(Tape tape) {
    return tape.parameter(parameter());
  }

  boolean bound() {
    return parameter != null;
  }

  void bind(Parameter memory) {
    parameter = memory;
  }
}
