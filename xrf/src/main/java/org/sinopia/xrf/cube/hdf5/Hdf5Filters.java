package org.sinopia.xrf.cube.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** HDF5's shuffle and deflate filters (HDF5 file format specification, filter pipeline message). */
final class Hdf5Filters {

  /** Identifier of the deflate filter. */
  static final int DEFLATE = 1;

  /** Identifier of the shuffle filter. */
  static final int SHUFFLE = 2;

  private Hdf5Filters() {}

  /** Groups the bytes of samples by their place in the sample. */
  static void shuffle(MemorySegment samples, int sampleBytes, byte[] shuffled) {
    int count = shuffled.length / sampleBytes;
    for (int b = 0; b < sampleBytes; b++) {
      for (int i = 0; i < count; i++) {
        shuffled[b * count + i] = samples.get(ValueLayout.JAVA_BYTE, (long) i * sampleBytes + b);
      }
    }
  }

  /** Undoes {@link #shuffle}. */
  static byte[] unshuffle(byte[] shuffled, int sampleBytes) {
    byte[] samples = new byte[shuffled.length];
    int count = shuffled.length / sampleBytes;
    for (int b = 0; b < sampleBytes; b++) {
      for (int i = 0; i < count; i++) {
        samples[i * sampleBytes + b] = shuffled[b * count + i];
      }
    }
    return samples;
  }
}
