package org.sinopia.autograd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;

/**
 * Hands gradient buffers that are done with to later gradients of as many elements, so that a
 * backward needs few of them. The order is fixed, so a repeated step uses the same addresses.
 */
final class Recycler {
  private final Scope scope;
  private final Map<Integer, Deque<GradientBuffer>> free = new HashMap<>();

  Recycler(Scope scope) {
    this.scope = scope;
  }

  /** A buffer of undefined content with one holder. */
  GradientBuffer take(Shape shape) {
    Deque<GradientBuffer> fitting = free.get(shape.elements());
    if (fitting == null || fitting.isEmpty()) {
      return new GradientBuffer(scope.empty(scope.device().real(), shape));
    }
    return fitting.pop().hold();
  }

  /** Counts one holder less, and keeps the buffer for another use if none is left. */
  void release(GradientBuffer buffer, int elements) {
    if (buffer.release()) {
      free.computeIfAbsent(elements, count -> new ArrayDeque<>()).push(buffer);
    }
  }
}
