package org.sinopia.tensor;

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
}
