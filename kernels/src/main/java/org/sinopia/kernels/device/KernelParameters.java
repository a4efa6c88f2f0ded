package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import jcuda.NativePointerObject;
import jcuda.Pointer;

/**
 * Arguments as the driver wants them, an array of pointers to values. It copies the values while it
 * is called, so there is one buffer, good until the next arguments. One thread at a time.
 */
final class KernelParameters {
  private final ByteBuffer values =
      ByteBuffer.allocateDirect(Arguments.MAX_BYTES).order(ByteOrder.nativeOrder());

  Pointer of(Arguments arguments) {
    MemorySegment.ofBuffer(values.clear()).copyFrom(arguments.bytes());
    NativePointerObject[] pointers = new NativePointerObject[arguments.count()];
    Pointer start = Pointer.to(values);
    Arrays.setAll(pointers, i -> start.withByteOffset(arguments.offset(i)));
    return Pointer.to(pointers);
  }
}
