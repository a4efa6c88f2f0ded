package org.sinopia.kernels;

import java.util.IdentityHashMap;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Op;

/** Operands that start one element after a multiple of 16 bytes, as slices may. */
final class Unaligned {
  private Unaligned() {}

  /** Computes an op on such copies of its operands, and copies what it puts out back. */
  static void run(Op op) {
    try (Scope scope = Scope.open(op.device())) {
      IdentityHashMap<Tensor, Tensor> copies = new IdentityHashMap<>();
      op.map(t -> copies.computeIfAbsent(t, original -> copy(original, scope))).run();
      op.outputs().forEach(t -> Content.put(copies.get(t).toDoubles(), t));
    }
  }

  private static Tensor copy(Tensor original, Scope scope) {
    int elements = original.elements();
    Tensor moved = scope.empty(original.dtype(), Shape.of(1 + elements)).slice(1, 1 + elements);
    return Content.put(original.toDoubles(), moved).reshape(original.shape());
  }
}
