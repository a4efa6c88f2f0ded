package org.sinopia.nn;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.EnumSet;
import org.sinopia.tensor.DType;

/** Element types of the safetensors format that can be read, all little-endian in the file. */
enum StoredType {
  F64(DType.F64, 8),
  F32(DType.F32, 4),
  /** IEEE 754 binary16; read only. */
  F16(null, 2),
  BF16(DType.BF16, 2),
  I32(DType.I32, 4),
  U16(DType.U16, 2),
  U8(DType.U8, 1);

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final DType dtype;
  private final long bytes;

  StoredType(DType dtype, long bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  /** The type with that name in headers, or null. */
  static StoredType find(String name) {
    return EnumSet.allOf(StoredType.class).stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** How a tensor's elements are stored. */
  static StoredType of(DType dtype) {
    return valueOf(dtype.name());
  }

  /** The tensor type with the same elements, or null if there is none. */
  DType dtype() {
    return dtype;
  }

  boolean floating() {
    return dtype == null || dtype.floating();
  }

  long bytes() {
    return bytes;
  }

  /** Copies all elements from the file's byte order to the machine's. */
  void toMachine(MemorySegment file, MemorySegment machine) {
    ValueLayout here = bits().withOrder(ByteOrder.nativeOrder());
    MemorySegment.copy(file, bits(), 0, machine, here, 0, file.byteSize() / bytes);
  }

  /** Copies all elements from the machine's byte order to the file's. */
  void toFile(MemorySegment machine, MemorySegment file) {
    ValueLayout here = bits().withOrder(ByteOrder.nativeOrder());
    MemorySegment.copy(machine, here, 0, file, bits(), 0, file.byteSize() / bytes);
  }

  /** Integers of an element's size, so that no bit pattern is changed by a copy. */
  private ValueLayout bits() {
    return switch ((int) bytes) {
      case 8 -> LONG;
      case 4 -> INT;
      case 2 -> SHORT;
      default -> ValueLayout.JAVA_BYTE;
    };
  }

  /** Element {@code i} as a number. */
  double value(MemorySegment file, long i) {
    return switch (this) {
      case F64 -> file.getAtIndex(DOUBLE, i);
      case F32 -> file.getAtIndex(FLOAT, i);
      case F16 -> Float.float16ToFloat(file.getAtIndex(SHORT, i));
      case BF16 -> Float.intBitsToFloat(file.getAtIndex(SHORT, i) << 16);
      case I32 -> file.getAtIndex(INT, i);
      case U16 -> Short.toUnsignedInt(file.getAtIndex(SHORT, i));
      case U8 -> Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, i));
    };
  }
}
