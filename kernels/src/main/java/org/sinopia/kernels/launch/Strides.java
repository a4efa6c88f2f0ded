package org.sinopia.kernels.launch;

import java.util.Optional;
import org.sinopia.tensor.ShapeMismatchException;

/**
 * Axes of a common shape, innermost first, and the steps, in elements, that two operands take along
 * them. Neighbours are merged where both step through them as through one.
 */
final class Strides {
  private static final int MAX_AXES = 8;

  private final String op;
  private final int[] extents = new int[MAX_AXES];
  private final int[] stepsA = new int[MAX_AXES];
  private final int[] stepsB = new int[MAX_AXES];
  private int rank;

  /** No axes yet; the name is for messages. */
  Strides(String op) {
    this.op = op;
  }

  /**
   * Adds the next axis outwards.
   *
   * @throws ShapeMismatchException if more are left than kernels take
   */
  Strides axis(int extent, int stepA, int stepB) {
    if (extent == 1) {
      return this;
    }
    if (rank > 0
        && stepA == stepsA[rank - 1] * extents[rank - 1]
        && stepB == stepsB[rank - 1] * extents[rank - 1]) {
      extents[rank - 1] *= extent;
      return this;
    }
    if (rank == MAX_AXES) {
      throw new ShapeMismatchException(
          op + ": more than " + MAX_AXES + " axes that cannot be merged");
    }
    extents[rank] = extent;
    stepsA[rank] = stepA;
    stepsB[rank++] = stepB;
    return this;
  }

  /**
   * The same where {@code size} neighbours are one element; nothing unless both operands have such
   * groups side by side, and groups alone.
   */
  Optional<Strides> grouped(int size) {
    if (rank == 0 || stepsA[0] != 1 || stepsB[0] != 1 || extents[0] % size != 0) {
      return Optional.empty();
    }
    Strides groups = new Strides(op);
    groups.axis(extents[0] / size, 1, 1);
    for (int axis = 1; axis < rank; axis++) {
      if (stepsA[axis] % size != 0 || stepsB[axis] % size != 0) {
        return Optional.empty();
      }
      groups.axis(extents[axis], stepsA[axis] / size, stepsB[axis] / size);
    }
    return Optional.of(groups);
  }

  /** rank, extents, steps of the first operand: a C struct {@code Axes}. */
  int[] first() {
    int[] numbers = new int[1 + 2 * MAX_AXES];
    numbers[0] = rank;
    System.arraycopy(extents, 0, numbers, 1, MAX_AXES);
    System.arraycopy(stepsA, 0, numbers, 1 + MAX_AXES, MAX_AXES);
    return numbers;
  }

  /** rank, extents, steps of both operands: a C struct {@code Strides} or {@code Broadcast}. */
  int[] both() {
    int[] numbers = new int[1 + 3 * MAX_AXES];
    numbers[0] = rank;
    System.arraycopy(extents, 0, numbers, 1, MAX_AXES);
    System.arraycopy(stepsA, 0, numbers, 1 + MAX_AXES, MAX_AXES);
    System.arraycopy(stepsB, 0, numbers, 1 + 2 * MAX_AXES, MAX_AXES);
    return numbers;
  }
}
