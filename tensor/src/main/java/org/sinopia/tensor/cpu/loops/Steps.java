package org.sinopia.tensor.cpu.loops;

/**
 * Positions in memory along some axes of a tensor, outermost first: their extents, and how many
 * elements one step along each moves.
 */
public final class Steps {
  private final int[] extents;
  private final int[] strides;

  public Steps(int[] extents, int[] strides) {
    this.extents = extents;
    this.strides = strides;
  }

  /** How many positions there are. */
  public int count() {
    int count = 1;
    for (int extent : extents) {
      count *= extent;
    }
    return count;
  }

  /** The element offset of a position, counted in row-major order. */
  public int at(int position) {
    if (extents.length == 1) {
      return position * strides[0];
    }
    int rest = position;
    int offset = 0;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      offset += rest % extents[axis] * strides[axis];
      rest /= extents[axis];
    }
    return offset;
  }
}
