package org.sinopia.kernels.launch;

import org.sinopia.tensor.Shape;

/** How operands are read as if they had a larger shape. */
final class Broadcast {
  private Broadcast() {}

  /**
   * Along the axes of {@code y}: the steps of {@code a} and of {@code b}, 0 along an axis that an
   * operand lacks.
   */
  static Strides of(String op, Shape y, Shape a, Shape b) {
    Strides strides = new Strides(op);
    for (int axis = 1; axis <= y.rank(); axis++) {
      strides.axis(y.extent(-axis), stride(a, axis), stride(b, axis));
    }
    return strides;
  }

  /** The step of an operand along an axis counted from the innermost, which is 1. */
  private static int stride(Shape operand, int axis) {
    if (axis > operand.rank() || operand.extent(-axis) == 1) {
      return 0;
    }
    return operand.stride(operand.rank() - axis);
  }
}
