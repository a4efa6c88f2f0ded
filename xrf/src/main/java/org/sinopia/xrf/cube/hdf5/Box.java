package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.sinopia.xrf.cube.store.StridedCopy;
import org.sinopia.xrf.cube.store.StridedCopy.Strides;

/** Boxes of samples in arrays of several dimensions. */
final class Box {

  private Box() {}

  /** Samples between neighbours along each dimension of a row-major array. */
  static long[] strides(long[] sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int d = sizes.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride = Math.multiplyExact(stride, Math.max(1, sizes[d]));
    }
    return strides;
  }

  /** The sample at an index. */
  static long offset(long[] index, long[] strides) {
    long offset = 0;
    for (int d = 0; d < index.length; d++) {
      offset += index[d] * strides[d];
    }
    return offset;
  }

  static void requireInside(long[] start, long[] count, long[] sizes) {
    for (int d = 0; d < sizes.length; d++) {
      if (start[d] < 0 || count[d] < 1 || start[d] > sizes[d] - count[d]) {
        throw new IndexOutOfBoundsException(
            "box of %s from %s on in %s"
                .formatted(Arrays.toString(count), Arrays.toString(start), Arrays.toString(sizes)));
      }
    }
  }

  /**
   * Copies a box, of whose sizes at most three are above 1.
   *
   * @param bytes of a sample
   * @param from first sample in the source
   * @param to first sample in the target, which is in native byte order
   */
  static void copy(
      int bytes,
      long[] count,
      MemorySegment source,
      long from,
      long[] sourceStrides,
      ByteOrder order,
      MemorySegment target,
      long to,
      long[] targetStrides) {
    int[] axes = new int[3];
    int used = 0;
    for (int d = 0; d < count.length; d++) {
      if (count[d] > 1) {
        axes[used++] = d;
      }
    }
    // The dimension that is densest in the target goes innermost.
    int inner = 0;
    for (int i = 1; i < used; i++) {
      if (targetStrides[axes[i]] < targetStrides[axes[inner]]) {
        inner = i;
      }
    }
    int swap = axes[inner];
    if (used > 0) {
      axes[inner] = axes[used - 1];
      axes[used - 1] = swap;
    }
    long[] size = {1, 1, 1};
    long[] s = {0, 0, 1};
    long[] t = {0, 0, 1};
    for (int i = 0; i < used; i++) {
      int at = 3 - used + i;
      size[at] = count[axes[i]];
      s[at] = sourceStrides[axes[i]];
      t[at] = targetStrides[axes[i]];
    }
    StridedCopy.copy(
        bytes,
        (int) size[0],
        (int) size[1],
        (int) size[2],
        source,
        new Strides(from, s[0], s[1], s[2]),
        order,
        target,
        new Strides(to, t[0], t[1], t[2]),
        ByteOrder.nativeOrder());
  }

  /** Work on a chunk. */
  @FunctionalInterface
  interface ChunkVisitor {
    /** Takes the index of the chunk's first sample; whether to go on. */
    boolean visit(long[] first) throws IOException;
  }

  /** Visits the chunks that a box touches, in row-major order. */
  static void forEachChunk(long[] start, long[] count, long[] chunk, ChunkVisitor visitor)
      throws IOException {
    long[] first = new long[chunk.length];
    Arrays.setAll(first, d -> start[d] / chunk[d] * chunk[d]);
    while (visitor.visit(first)) {
      int d = chunk.length - 1;
      while (d >= 0) {
        first[d] += chunk[d];
        if (first[d] < start[d] + count[d]) {
          break;
        }
        first[d] = start[d] / chunk[d] * chunk[d];
        d--;
      }
      if (d < 0) {
        return;
      }
    }
  }
}
