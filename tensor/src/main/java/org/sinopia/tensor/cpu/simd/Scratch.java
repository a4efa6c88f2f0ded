package org.sinopia.tensor.cpu.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of one thread for the inside of an op: grown when first needed, kept for the next op,
 * never shared. Each op numbers its buffers from 0; one that calls another op's kernel leaves that
 * one's numbers alone.
 */
public final class Scratch {
  private static final int SLOTS = 8;

  private static final ThreadLocal<MemorySegment> LANES =
      ThreadLocal.withInitial(
          () -> Arena.ofAuto().allocate(2 * FloatVectors.LOGICAL * Float.BYTES, 64));

  private static final ThreadLocal<MemorySegment[]> BUFFERS =
      ThreadLocal.withInitial(() -> new MemorySegment[SLOTS]);

  private static final ThreadLocal<float[][]> ARRAYS =
      ThreadLocal.withInitial(() -> new float[SLOTS][]);

  private static final ThreadLocal<int[][]> TABLES =
      ThreadLocal.withInitial(() -> new int[SLOTS][]);

  private Scratch() {}

  /**
   * At least {@code bytes} bytes, aligned to 64, of undefined content, good until the same thread
   * asks for the same slot again.
   */
  public static MemorySegment bytes(int slot, long bytes) {
    MemorySegment[] buffers = BUFFERS.get();
    if (buffers[slot] == null || buffers[slot].byteSize() < bytes) {
      buffers[slot] = Arena.ofAuto().allocate(Math.max(bytes, 4096), 64);
    }
    return buffers[slot];
  }

  /**
   * Where the calling thread may {@linkplain FloatVectors#keep keep} partial sums, two floats for
   * each of the {@link FloatVectors#LOGICAL} lanes, until it calls something that does so too.
   */
  public static long lanes() {
    // Where a vector holds all lanes nothing is kept, and a thread's memory need not be looked up.
    return FloatVectors.VECTORS == 1
        ? 0
        : FloatVectors.at(LANES.get(), 0, 2 * FloatVectors.LOGICAL);
  }

  /**
   * The same as an array, for inner loops with many accesses: the compiler knows an array's class
   * and bounds at once, where a segment costs it so much inlining that it gives up.
   */
  public static float[] floats(int slot, int count) {
    float[][] arrays = ARRAYS.get();
    if (arrays[slot] == null || arrays[slot].length < count) {
      arrays[slot] = new float[count];
    }
    return arrays[slot];
  }

  /** At least {@code count} integers, of undefined content. */
  public static int[] ints(int slot, int count) {
    int[][] tables = TABLES.get();
    if (tables[slot] == null || tables[slot].length < count) {
      tables[slot] = new int[count];
    }
    return tables[slot];
  }
}
