package org.sinopia.tensor.cpu.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;

/**
 * An operand as the result of a broadcast sees it, tile by tile: in place where it has the result's
 * shape, otherwise copied out run by run.
 */
public final class Expansion {
  private final MemorySegment memory;
  private final int slot;

  /** Innermost first; neighbours that can be walked as one axis are one. */
  private final int[] extents;

  /** 0 along an axis that is stretched. */
  private final int[] strides;

  private int axes;

  /**
   * The operand as part of a tensor of another shape.
   *
   * @param slot of each thread's scratch memory, for a tile
   */
  public Expansion(Tensor operand, Shape result, int slot) {
    this.memory = operand.memory();
    this.slot = slot;
    this.extents = new int[result.rank() + 1];
    this.strides = new int[result.rank() + 1];
    Shape shape = operand.shape();
    int stride = 1;
    for (int axis = 1; axis <= result.rank(); axis++) {
      int extent = result.extent(-axis);
      boolean stretched = axis > shape.rank() || shape.extent(-axis) == 1;
      append(extent, stretched ? 0 : stride);
      stride *= stretched ? 1 : extent;
    }
    if (axes == 0) {
      axes = 1;
      extents[0] = 1;
      strides[0] = 1;
    }
  }

  private void append(int extent, int stride) {
    if (axes > 0 && stride == strides[axes - 1] * extents[axes - 1]) {
      extents[axes - 1] *= extent;
    } else if (extent > 1) {
      extents[axes] = extent;
      strides[axes] = stride;
      axes++;
    }
  }

  /** The operand's values for the {@code count} elements of the result from {@code from}. */
  public long at(int from, int count) {
    if (axes == 1 && strides[0] == 1) {
      return FloatVectors.at(memory, from, count);
    }
    MemorySegment tile = Scratch.bytes(slot, (long) Tiles.SIZE * Float.BYTES);
    int size;
    for (int done = 0; done < count; done += size) {
      int inner = (from + done) % extents[0];
      size = Math.min(count - done, extents[0] - inner);
      long source = source((from + done) / extents[0]);
      if (strides[0] == 1) {
        MemorySegment.copy(
            memory,
            (source + inner) * Float.BYTES,
            tile,
            (long) done * Float.BYTES,
            (long) size * Float.BYTES);
      } else {
        float value = memory.getAtIndex(JAVA_FLOAT, source);
        for (int i = 0; i < size; i++) {
          tile.setAtIndex(JAVA_FLOAT, done + i, value);
        }
      }
    }
    return FloatVectors.at(tile, 0, count);
  }

  private long source(int outer) {
    long source = 0;
    int rest = outer;
    for (int axis = 1; axis < axes; axis++) {
      source += (long) (rest % extents[axis]) * strides[axis];
      rest /= extents[axis];
    }
    return source;
  }
}
