package org.sinopia.tensor.reference.array;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;

/** The elements of an F64 tensor by index, so that loops read like the formulas. */
public final class Reals {
  private final MemorySegment memory;
  private final int[] extents;

  public Reals(Tensor tensor) {
    this.memory = tensor.memory();
    this.extents = tensor.shape().extents();
  }

  /** The element at a row-major position. */
  public double at(int flat) {
    return memory.getAtIndex(JAVA_DOUBLE, flat);
  }

  public void set(int flat, double value) {
    memory.setAtIndex(JAVA_DOUBLE, flat, value);
  }

  public void add(int flat, double value) {
    set(flat, at(flat) + value);
  }

  /** The row-major position of an index along each axis. */
  public int flat(int... index) {
    int flat = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      flat = flat * extents[axis] + index[axis];
    }
    return flat;
  }
}
