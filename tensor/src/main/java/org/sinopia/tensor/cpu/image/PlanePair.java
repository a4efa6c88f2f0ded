package org.sinopia.tensor.cpu.image;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;

/** The planes, one after the other, of two stacks of images that are compared. */
record PlanePair(MemorySegment a, MemorySegment b, int planes, int height, int width) {
  static PlanePair of(Tensor a, Tensor b) {
    int[] e = a.shape().extents();
    return new PlanePair(a.memory(), b.memory(), e[0] * e[1], e[2], e[3]);
  }

  /** The bytes of one of the two. */
  long bytes() {
    return (long) planes * height * width * Float.BYTES;
  }

  /** The index of a plane's first pixel. */
  int start(int plane) {
    return plane * height * width;
  }
}
