package org.sinopia.autograd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/** Hands gradient buffers that are done with to later gradients of the same size, so that a backward needs few of them. */
final class Recycler {
  private final Scope scope;
  private final Map<Long, Deque<Tensor>> free = new HashMap<>();

  Recycler(Scope scope) {
    this.scope = scope;
  }

  Tensor take(Tensor like) {
    Deque<Tensor> fitting = free.get(like.bytes());
    if (fitting == null || fitting.isEmpty()) {
      return scope.emptyLike(like);
    }
    return fitting.pop().reshape(like.shape());
  }

  void give(Tensor tensor) {
    free.computeIfAbsent(tensor.bytes(), bytes -> new ArrayDeque<>()).push(tensor);
  }
}
