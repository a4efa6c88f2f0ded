package org.sinopia.xrf.cube;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Objects;

/** The number type of a cube's samples. In memory, samples lie unpadded in native byte order. */
public enum SampleType {
  /** Unsigned 8-bit integers. */
  U8(1),
  /** Signed 8-bit integers. */
  I8(1),
  /** Unsigned 16-bit integers. */
  U16(2),
  /** Signed 16-bit integers. */
  I16(2),
  /** Unsigned 32-bit integers. */
  U32(4),
  /** Signed 32-bit integers. */
  I32(4),
  /** Unsigned 64-bit integers. */
  U64(8),
  /** Signed 64-bit integers. */
  I64(8),
  /** IEEE 754 single precision. */
  F32(4),
  /** IEEE 754 double precision. */
  F64(8);

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private final int bytes;

  SampleType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per sample: 1, 2, 4 or 8. */
  public int bytes() {
    return bytes;
  }

  /** Whether samples are IEEE 754 numbers. */
  public boolean isFloating() {
    return this == F32 || this == F64;
  }

  /** Whether samples are integers of at least 0. */
  public boolean isUnsigned() {
    return switch (this) {
      case U8, U16, U32, U64 -> true;
      case I8, I16, I32, I64, F32, F64 -> false;
    };
  }

  /** The name in lower case, as in {@code u16}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Sample {@code index}, as a double: exact, except for 64-bit integers beyond 2<sup>53</sup>,
   * which are rounded to nearest.
   *
   * @param samples samples of this type
   * @param index position, in samples
   */
  public double get(MemorySegment samples, long index) {
    return switch (this) {
      case U8 -> samples.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
      case I8 -> samples.get(ValueLayout.JAVA_BYTE, index);
      case U16 -> Short.toUnsignedInt(samples.get(SHORT, index * 2));
      case I16 -> samples.get(SHORT, index * 2);
      case U32 -> Integer.toUnsignedLong(samples.get(INT, index * 4));
      case I32 -> samples.get(INT, index * 4);
      case U64 -> unsigned(samples.get(LONG, index * 8));
      case I64 -> samples.get(LONG, index * 8);
      case F32 -> samples.get(FLOAT, index * 4);
      case F64 -> samples.get(DOUBLE, index * 8);
    };
  }

  /**
   * Converts samples to single precision, rounding to nearest where they need more than 24 bits.
   *
   * @param samples samples of this type
   * @param from index of the first sample, in samples
   * @param result receives them from {@code at} on
   * @param at index of the first value written
   * @param count number of samples
   */
  public void toFloats(MemorySegment samples, long from, float[] result, int at, int count) {
    Objects.checkFromIndexSize(at, count, result.length);
    MemorySegment source = samples.asSlice(from * bytes, (long) count * bytes);
    switch (this) {
      case U8 -> {
        for (int i = 0; i < count; i++) {
          result[at + i] = source.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        }
      }
      case U16 -> {
        for (int i = 0; i < count; i++) {
          result[at + i] = Short.toUnsignedInt(source.get(SHORT, 2L * i));
        }
      }
      case F32 -> MemorySegment.copy(source, FLOAT, 0, result, at, count);
      case I8, I16, U32, I32, U64, I64, F64 -> {
        for (int i = 0; i < count; i++) {
          result[at + i] = (float) get(source, i);
        }
      }
    }
  }

  /**
   * Converts samples to double precision; see {@link #get}.
   *
   * @param samples samples of this type
   * @param from index of the first sample, in samples
   * @param result receives them from {@code at} on
   * @param at index of the first value written
   * @param count number of samples
   */
  public void toDoubles(MemorySegment samples, long from, double[] result, int at, int count) {
    Objects.checkFromIndexSize(at, count, result.length);
    MemorySegment source = samples.asSlice(from * bytes, (long) count * bytes);
    switch (this) {
      case U8 -> {
        for (int i = 0; i < count; i++) {
          result[at + i] = source.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        }
      }
      case U16 -> {
        for (int i = 0; i < count; i++) {
          result[at + i] = Short.toUnsignedInt(source.get(SHORT, 2L * i));
        }
      }
      case F32 -> {
        for (int i = 0; i < count; i++) {
          result[at + i] = source.get(FLOAT, 4L * i);
        }
      }
      case F64 -> MemorySegment.copy(source, DOUBLE, 0, result, at, count);
      case I8, I16, U32, I32, U64, I64 -> {
        for (int i = 0; i < count; i++) {
          result[at + i] = get(source, i);
        }
      }
    }
  }

  /**
   * Stores double-precision numbers as samples of a floating type, rounded to nearest.
   *
   * @param values all of them are stored
   * @param samples receives them
   * @param at index of the first, in samples
   * @throws IllegalStateException if this is no floating type
   */
  public void fromDoubles(double[] values, MemorySegment samples, long at) {
    switch (this) {
      case F32 -> {
        for (int i = 0; i < values.length; i++) {
          samples.set(FLOAT, 4 * (at + i), (float) values[i]);
        }
      }
      case F64 -> MemorySegment.copy(values, 0, samples, DOUBLE, 8 * at, values.length);
      case U8, I8, U16, I16, U32, I32, U64, I64 ->
          throw new IllegalStateException(label() + ": expected a floating type");
    }
  }

  private static double unsigned(long value) {
    if (value >= 0) {
      return value;
    }
    // Halved with the lost bit kept sticky, the value rounds once, as if it had been exact.
    return (double) ((value >>> 1) | (value & 1)) * 2.0;
  }
}
