package org.sinopia.bench.gpu;

import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp;

/** Makes the operands of one op, at sizes that fill a GPU or at small ones. */
final class Operands {
  private final Scope scope;
  private final boolean small;
  private long stream;

  /** Operands live in {@code scope}. */
  Operands(Scope scope, boolean small) {
    this.scope = scope;
    this.small = small;
  }

  /** An extent: the first to fill a GPU, the second for a machine that is not to be kept busy. */
  int extent(int full, int few) {
    return small ? few : full;
  }

  /** Uniform in [0, 1). */
  Tensor draw(int... extents) {
    Tensor tensor = scope.empty(extents);
    new RandomOp.Uniform(1, stream++, tensor).run();
    return tensor;
  }

  Tensor drawLike(Tensor other) {
    return draw(other.shape().extents());
  }

  /** For what an op puts out. */
  Tensor empty(int... extents) {
    return scope.empty(extents);
  }

  Tensor emptyLike(Tensor other) {
    return scope.emptyLike(other);
  }

  /** Zeros at first. */
  Tensor integers(int count) {
    Tensor tensor = scope.empty(DType.I32, Shape.of(count));
    tensor.set(new int[count]);
    return tensor;
  }

  Tensor constant(double value) {
    return scope.full(value, 1);
  }
}
