package org.sinopia.xrf.cube.hdf5;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.DataFormatException;

/**
 * HDF5's filters (HDF5 file format specification, filter pipeline message): shuffle, deflate and
 * Fletcher's checksum, and the names of those that are not read.
 */
final class Hdf5Filters {

  /** Identifier of the deflate filter. */
  static final int DEFLATE = 1;

  /** Identifier of the shuffle filter. */
  static final int SHUFFLE = 2;

  /** Identifier of the filter that appends a checksum. */
  static final int FLETCHER = 3;

  private static final int LZF = 32000;

  /** Identifiers of the filters that are undone one by one; jHDF undoes others at once. */
  static final Set<Integer> OWN = Set.of(DEFLATE, SHUFFLE, FLETCHER, LZF);

  private static final Map<Integer, String> NAMES =
      Map.of(
          4,
          "szip",
          5,
          "N-bit",
          6,
          "scale-offset",
          LZF,
          "LZF",
          32001,
          "Blosc",
          32004,
          "LZ4",
          32008,
          "bitshuffle",
          32013,
          "ZFP",
          32015,
          "Zstandard",
          32026,
          "Blosc2");

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

  /**
   * The bytes before the checksum that ends them: Fletcher's of 32 bits over big-endian words of
   * 16, stored little-endian.
   *
   * @throws DataFormatException if the checksum is that of other bytes
   */
  static byte[] checked(byte[] bytes) throws DataFormatException {
    int length = bytes.length - Integer.BYTES;
    if (length < 0) {
      throw new DataFormatException(bytes.length + " bytes, expected a checksum of 4");
    }
    // Sums modulo 2^16 - 1 in which 0 stands only for nothing but zeros.
    long first = 0;
    long second = 0;
    for (int i = 0; i < length; i += 2) {
      int low = i + 1 < length ? bytes[i + 1] & 0xff : 0;
      first = folded(first + ((bytes[i] & 0xff) << 8 | low));
      second = folded(second + first);
    }
    int found = (int) (second << 16 | first);
    int stored =
        ByteBuffer.wrap(bytes, length, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (found != stored) {
      throw new DataFormatException(
          "its checksum is %08x, expected %08x: it is damaged".formatted(found, stored));
    }
    return Arrays.copyOf(bytes, length);
  }

  private static long folded(long sum) {
    return (sum & 0xffff) + (sum >>> 16);
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

  /** Undoes {@link #shuffle}, into an array as long. */
  static void unshuffle(byte[] shuffled, int sampleBytes, byte[] samples) {
    int count = shuffled.length / sampleBytes;
    for (int b = 0; b < sampleBytes; b++) {
      for (int i = 0; i < count; i++) {
        samples[i * sampleBytes + b] = shuffled[b * count + i];
      }
    }
    // The bytes of a last part of a sample were left in their places.
    int whole = count * sampleBytes;
    System.arraycopy(shuffled, whole, samples, whole, shuffled.length - whole);
  }
}
