package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * The elements {@code from} to {@code to} of a loop's operands, too few for a vector: computed in
 * scratch memory of full width, so that they get the bits that any other element gets.
 */
record LastVector(int from, int to) {
  /** Apart from the slots of the ops that use loops. */
  private static final int SLOT = 7;

  private static final int OPERANDS = 4;

  /** A vector of undefined numbers, one per index. */
  MemorySegment room(int index) {
    MemorySegment scratch = Scratch.bytes(SLOT, (long) OPERANDS * Lanes.COUNT * Float.BYTES);
    return Lanes.part(scratch, (long) index * Lanes.COUNT, Lanes.COUNT);
  }

  /** A vector that starts with an operand's elements. */
  MemorySegment widened(int index, MemorySegment operand) {
    MemorySegment vector = room(index);
    for (int i = from; i < to; i++) {
      vector.setAtIndex(JAVA_FLOAT, i - from, operand.getAtIndex(JAVA_FLOAT, i));
    }
    return vector;
  }

  /** Copies the elements back to an operand. */
  void narrowed(MemorySegment vector, MemorySegment operand) {
    for (int i = from; i < to; i++) {
      operand.setAtIndex(JAVA_FLOAT, i, vector.getAtIndex(JAVA_FLOAT, i - from));
    }
  }
}
