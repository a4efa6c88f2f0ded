package org.sinopia.autograd;

import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * Memory that holds a gradient, and how many variables look at it. A gradient that passes through
 * an op unchanged is not copied: several variables then hold one buffer, under shapes of their own.
 * Only a sole holder may add to it, and only one that nobody holds is used again.
 */
final class GradientBuffer {
  private final Tensor memory;
  private int holders = 1;

  GradientBuffer(Tensor memory) {
    this.memory = memory;
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

  /** Counts one holder less; whether none is left. */
  boolean release() {
    holders--;
    return holders == 0;
  }
}
