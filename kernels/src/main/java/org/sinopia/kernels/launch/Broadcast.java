package org.sinopia.kernels.launch;

import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;

/**
 * Which elements of two operands each element of a result sees, as {@code Broadcast} of {@code
 * elementwise.cu}: axes innermost first, with neighbours merged where both operands step through
 * them as through one. A step is 0 along an axis that an operand lacks.
 */
final class Broadcast {
  private static final int MAX_AXES = 8;

  private final int rank;
  private final int[] extents;
  private final int[] stridesA;
  private final int[] stridesB;

  private Broadcast(int rank, int[] extents, int[] stridesA, int[] stridesB) {
    this.rank = rank;
    this.extents = extents;
    this.stridesA = stridesA;
    this.stridesB = stridesB;
  }

  static Broadcast of(Shape y, Shape a, Shape b) {
    int[] extents = new int[MAX_AXES];
    int[] stridesA = new int[MAX_AXES];
    int[] stridesB = new int[MAX_AXES];
    int rank = 0;
    for (int axis = 1; axis <= y.rank(); axis++) {
      int extent = y.extent(-axis);
      if (extent == 1) {
        continue;
      }
      int stepA = stride(a, axis);
      int stepB = stride(b, axis);
      if (rank > 0
          && stepA == stridesA[rank - 1] * extents[rank - 1]
          && stepB == stridesB[rank - 1] * extents[rank - 1]) {
        extents[rank - 1] *= extent;
        continue;
      }
      if (rank == MAX_AXES) {
        throw new ShapeMismatchException(
            "binary: " + a + " and " + b + " broadcast along more than " + MAX_AXES + " axes");
      }
      extents[rank] = extent;
      stridesA[rank] = stepA;
      stridesB[rank++] = stepB;
    }
    return new Broadcast(rank, extents, stridesA, stridesB);
  }

  /** The step of an operand along an axis counted from the innermost, which is 1. */
  private static int stride(Shape operand, int axis) {
    if (axis > operand.rank() || operand.extent(-axis) == 1) {
      return 0;
    }
    return operand.stride(operand.rank() - axis);
  }

  /** The fields in the order of the C struct. */
  int[] numbers() {
    int[] numbers = new int[1 + 3 * MAX_AXES];
    numbers[0] = rank;
    System.arraycopy(extents, 0, numbers, 1, MAX_AXES);
    System.arraycopy(stridesA, 0, numbers, 1 + MAX_AXES, MAX_AXES);
    System.arraycopy(stridesB, 0, numbers, 1 + 2 * MAX_AXES, MAX_AXES);
    return numbers;
  }
}
