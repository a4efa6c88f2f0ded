package org.sinopia.autograd;

import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * Memory that holds a gradient, and how many variables look at it. A gradient that passes through
 * an op unchanged is not copied: several variables then hold one buffer, each under its shape. Only
 * a sole holder may add to it, and once nobody holds it, its memory goes to other tensors.
 */
final class GradientBuffer {
  private final Scope scope;
  private final Tensor memory;
  private int holders = 1;

  private GradientBuffer(Scope scope, Tensor memory) {
    this.scope = scope;
    this.memory = memory;
  }

  /** New memory of undefined content, with one holder. */
  GradientBuffer(Scope scope, Shape shape) {
    this(scope, scope.empty(scope.device().real(), shape));
  }

  /** A gradient that somebody else made, who counts as a holder, so that it is only read. */
  static GradientBuffer of(Tensor gradient) {
    return new GradientBuffer(null, gradient);
  }

  /** The content under a shape of as many elements. */
  Tensor as(Shape shape) {
    return memory.shape().equals(shape) ? memory : memory.reshape(shape);
  }

  boolean shared() {
    return holders > 1;
  }

  /** Counts one holder more. */
  GradientBuffer hold() {
    holders++;
    return this;
  }

  /** Counts one holder less. */
  void release() {
    holders--;
    if (holders == 0) {
      scope.release(memory);
    }
  }
}
