package org.sinopia.xrf.cube.hdf5;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.OptionalInt;

/**
 * HDF5's filters (HDF5 file format specification, filter pipeline message): shuffle and deflate,
 * and the names of those that are not read.
 */
final class Hdf5Filters {

  /** Identifier of the deflate filter. */
  static final int DEFLATE = 1;

  /** Identifier of the shuffle filter. */
  static final int SHUFFLE = 2;

  private static final Map<Integer, String> NAMES =
      Map.of(
          4, "szip",
          5, "N-bit",
          6, "scale-offset",
          32000, "LZF",
          32001, "Blosc",
          32004, "LZ4",
          32008, "bitshuffle",
          32013, "ZFP",
          32015, "Zstandard",
          32026, "Blosc2");

  private Hdf5Filters() {}

  /** The advice for a dataset under a filter that no library here has. */
  static String advice(int filter) {
    return "compressed with %s, which is not read here; repack the file: h5repack -f GZIP=5 IN OUT"
        .formatted(NAMES.getOrDefault(filter, "filter " + filter));
  }

  /**
   * The first filter of a dataset that the library lacks.
   *
   * @param properties with which the dataset was made
   */
  static OptionalInt missing(NativeHdf5 library, long properties) throws IOException {
    int count = (int) library.call("H5Pget_nfilters", JAVA_INT, properties);
    for (int i = 0; i < count; i++) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment flags = arena.allocate(JAVA_INT);
        MemorySegment values = arena.allocate(JAVA_LONG);
        int filter =
            (int)
                library.call(
                    "H5Pget_filter2",
                    JAVA_INT,
                    properties,
                    i,
                    flags,
                    values,
                    MemorySegment.NULL,
                    0L,
                    MemorySegment.NULL,
                    MemorySegment.NULL);
        if (library.call("H5Zfilter_avail", JAVA_INT, filter) == 0) {
          return OptionalInt.of(filter);
        }
      }
    }
    return OptionalInt.empty();
  }

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
