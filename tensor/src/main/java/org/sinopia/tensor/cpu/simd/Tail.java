package org.sinopia.tensor.cpu.simd;

/**
 * The elements {@code from} to {@code to} of a loop's operands, fewer than {@link
 * FloatVectors#LOGICAL}: computed in scratch memory of full width, so that they get the bits that
 * any other element gets.
 */
public record Tail(int from, int to) {
  /** Apart from the slots of the ops that use loops. */
  private static final int SLOT = 7;

  private static final int OPERANDS = 4;

  /** {@link FloatVectors#LOGICAL} undefined numbers, others for each index. */
  public long room(int index) {
    return FloatVectors.at(
        Scratch.bytes(SLOT, (long) OPERANDS * FloatVectors.LOGICAL * Float.BYTES),
        (long) index * FloatVectors.LOGICAL,
        FloatVectors.LOGICAL);
  }

  /** Room that starts with an operand's elements. */
  public long widened(int index, long operand) {
    long vector = room(index);
    for (int i = from; i < to; i++) {
      FloatVectors.set(FloatVectors.get(operand, i), vector, i - from);
    }
    return vector;
  }

  /** Copies the elements back to an operand. */
  public void narrowed(long vector, long operand) {
    for (int i = from; i < to; i++) {
      FloatVectors.set(FloatVectors.get(vector, i - from), operand, i);
    }
  }
}
