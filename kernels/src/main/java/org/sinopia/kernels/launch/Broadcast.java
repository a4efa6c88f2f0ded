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

  /** True if {@code part} is one number, or what {@code whole} has along its inner axes. */
  static boolean repeats(Shape whole, Shape part) {
    int inner = part.rank();
    while (inner > 0 && part.extent(-inner) == 1) {
      inner--;
    }
    if (part.rank() > whole.rank()) {
      return false;
    }
    for (int axis = 1; axis <= inner; axis++) {
      if (part.extent(-axis) != whole.extent(-axis)) {
        return false;
      }
    }
    return true;
  }

  /** The step of an operand along an axis counted from the innermost, which is 1. */
  private static int stride(Shape operand, int axis) {
    if (axis > operand.rank() || operand.extent(-axis) == 1) {
      return 0;
    }
    return operand.stride(operand.rank() - axis);
  }
}
