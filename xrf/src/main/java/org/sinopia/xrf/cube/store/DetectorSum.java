package org.sinopia.xrf.cube.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.sinopia.xrf.cube.SampleType;

/** Sums of detectors' counts, in a number type that holds them. */
public final class DetectorSum {

  private DetectorSum() {}

  /**
   * The number type of a sum: whole numbers of 32 bits for those of up to 16, of 64 for those of 32
   * and 64; double precision for others.
   */
  public static SampleType type(SampleType one) {
    return switch (one) {
      case U8, U16 -> SampleType.U32;
      case I8, I16 -> SampleType.I32;
      case U32, U64 -> SampleType.U64;
      case I32, I64 -> SampleType.I64;
      case F32, F64 -> SampleType.F64;
    };
  }

  /**
   * Adds one detector's samples to a sum. A sum with a sample that is not a number is not one
   * either.
   *
   * @param type of the samples
   * @param samples in native byte order
   * @param sumType {@link #type} of it
   * @param sum added to
   * @param count number of samples
   */
  public static void add(
      SampleType type, MemorySegment samples, SampleType sumType, MemorySegment sum, long count) {
    for (long i = 0; i < count; i++) {
      switch (sumType) {
        case U32, I32 -> {
          int old = sum.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * i);
          sum.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * i, old + (int) type.get(samples, i));
        }
        case F64 -> {
          double old = sum.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8 * i);
          sum.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8 * i, old + type.get(samples, i));
        }
        case U64, I64, U8, I8, U16, I16, F32 -> {
          long old = sum.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * i);
          long one =
              type.bytes() == 8
                  ? samples.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * i)
                  : (long) type.get(samples, i);
          sum.set(ValueLayout.JAVA_LONG_UNALIGNED, 8 * i, old + one);
        }
      }
    }
  }
}
