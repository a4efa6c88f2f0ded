package org.sinopia.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/** How one element is stored, in the machine's byte order. */
public enum DType {
  /** IEEE 754 binary32: what the {@code cpu} and {@code cuda} devices compute in. */
  F32(4, true),
  /** IEEE 754 binary64: what the {@code reference} device computes in. */
  F64(8, true),
  /**
   * bfloat16, the upper half of a binary32: storage only, converted by {@link
   * org.sinopia.tensor.op.LayoutOp.Cast}.
   */
  BF16(2, true),
  /** Unsigned byte, 0 to 255: pictures. */
  U8(1, false),
  /** Unsigned 16-bit integer, 0 to 65 535: photon counts. */
  U16(2, false),
  /** Signed 32-bit integer: indices and labels. */
  I32(4, false);

  private final int bytes;
  private final boolean floating;

  DType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are floating-point numbers. */
  public boolean floating() {
    return floating;
  }

  /** The element at an index of memory that holds elements of this type; exact. */
  public double get(MemorySegment memory, long index) {
    return switch (this) {
      case F32 -> memory.getAtIndex(JAVA_FLOAT, index);
      case F64 -> memory.getAtIndex(JAVA_DOUBLE, index);
      case BF16 -> Float.intBitsToFloat(memory.getAtIndex(JAVA_SHORT, index) << 16);
      case U8 -> Byte.toUnsignedInt(memory.get(JAVA_BYTE, index));
      case U16 -> Short.toUnsignedInt(memory.getAtIndex(JAVA_SHORT, index));
      case I32 -> memory.getAtIndex(JAVA_INT, index);
    };
  }

  /**
   * Overwrites the element at an index of memory that holds elements of this type, rounded to
   * nearest, ties to even; integers are also clamped to their range, with NaN becoming 0.
   */
  public void set(MemorySegment memory, long index, double value) {
    switch (this) {
      case F32 -> memory.setAtIndex(JAVA_FLOAT, index, (float) value);
      case F64 -> memory.setAtIndex(JAVA_DOUBLE, index, value);
      case BF16 -> memory.setAtIndex(JAVA_SHORT, index, bfloat16(value));
      case U8 -> memory.set(JAVA_BYTE, index, (byte) Math.clamp((int) Math.rint(value), 0, 0xFF));
      case U16 ->
          memory.setAtIndex(
              JAVA_SHORT, index, (short) Math.clamp((int) Math.rint(value), 0, 0xFFFF));
      case I32 -> memory.setAtIndex(JAVA_INT, index, (int) Math.rint(value));
    }
  }

  /**
   * Rounds once, although by way of float: the first step rounds to odd, which keeps in the last
   * bit whether anything was lost (Boldo and Melquiond 2008, "Emulation of FMA and correctly
   * rounded sums: proved algorithms using rounding to odd").
   */
  private static short bfloat16(double value) {
    if (Double.isNaN(value)) {
      return (short) 0x7FC0;
    }
    float nearest = (float) value;
    int odd = Float.floatToRawIntBits(nearest);
    if (nearest != value) {
      odd = (Math.abs((double) nearest) > Math.abs(value) ? odd - 1 : odd) | 1;
    }
    return (short) ((odd + 0x7FFF + (odd >>> 16 & 1)) >>> 16);
  }
}
