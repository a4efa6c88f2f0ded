package org.sinopia.kernels.device;

import static jcuda.driver.CUevent_flags.CU_EVENT_DISABLE_TIMING;
import static jcuda.driver.JCudaDriver.CU_MEMHOSTALLOC_PORTABLE;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemHostAlloc;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;

/**
 * Page-locked host memory through which all copies go: two pieces in turn, so that the copy across
 * the bus of one runs while the host fills or empties the other.
 */
final class Staging {
  private static final int PIECES = 2;
  private static final long PIECE_BYTES = 4L << 20;

  private final CUstream stream;
  private final Pointer[] pointers = new Pointer[PIECES];
  private final MemorySegment[] pieces = new MemorySegment[PIECES];
  private final CUevent[] done = new CUevent[PIECES];
  private int turn;

  Staging(CUstream stream) {
    this.stream = stream;
    for (int i = 0; i < PIECES; i++) {
      pointers[i] = new Pointer();
      cuMemHostAlloc(pointers[i], PIECE_BYTES, CU_MEMHOSTALLOC_PORTABLE);
      pieces[i] = MemorySegment.ofBuffer(pointers[i].getByteBuffer(0, PIECE_BYTES));
      done[i] = new CUevent();
      cuEventCreate(done[i], CU_EVENT_DISABLE_TIMING);
      cuEventRecord(done[i], stream);
    }
  }

  /**
   * Returns when the host memory has been read; the device's follows in the order of the stream.
   */
  void upload(MemorySegment host, MemorySegment device) {
    for (long at = 0; at < host.byteSize(); at += PIECE_BYTES) {
      long bytes = Math.min(PIECE_BYTES, host.byteSize() - at);
      cuEventSynchronize(done[turn]);
      pieces[turn].asSlice(0, bytes).copyFrom(host.asSlice(at, bytes));
      cuMemcpyHtoDAsync(
          new DevicePointer(device.asSlice(at, bytes)), pointers[turn], bytes, stream);
      cuEventRecord(done[turn], stream);
      turn = (turn + 1) % PIECES;
    }
  }

  /** Returns when the host memory has been written. */
  void download(MemorySegment device, MemorySegment host) {
    long size = host.byteSize();
    long steps = (size + PIECE_BYTES - 1) / PIECE_BYTES;
    for (long step = 0; step <= steps; step++) {
      if (step < steps) {
        int piece = (int) (step % PIECES);
        MemorySegment from = part(device, step);
        cuEventSynchronize(done[piece]);
        cuMemcpyDtoHAsync(pointers[piece], new DevicePointer(from), from.byteSize(), stream);
        cuEventRecord(done[piece], stream);
      }
      if (step > 0) {
        int piece = (int) ((step - 1) % PIECES);
        MemorySegment to = part(host, step - 1);
        cuEventSynchronize(done[piece]);
        to.copyFrom(pieces[piece].asSlice(0, to.byteSize()));
      }
    }
  }

  private static MemorySegment part(MemorySegment memory, long step) {
    long at = step * PIECE_BYTES;
    return memory.asSlice(at, Math.min(PIECE_BYTES, memory.byteSize() - at));
  }

  void free() {
    for (int i = 0; i < PIECES; i++) {
      cuEventDestroy(done[i]);
      cuMemFreeHost(pointers[i]);
    }
  }
}
