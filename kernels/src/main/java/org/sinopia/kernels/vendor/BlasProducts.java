package org.sinopia.kernels.vendor;

import java.lang.foreign.MemorySegment;

/** A BLAS that multiplies matrices in a device's memory. */
@FunctionalInterface
interface BlasProducts {
  /** Computes {@code result} from the operands {@code first} and {@code second}, all float32. */
  void multiply(
      ColumnMajorProduct product, MemorySegment first, MemorySegment second, MemorySegment result);
}
