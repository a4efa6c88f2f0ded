package org.sinopia.xrf.cube.hdf5;

import io.jhdf.filter.LzfFilter;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import org.sinopia.xrf.cube.store.Zlib;

/** Undoes the filters of a dataset's chunks, on several threads, in arrays that are used again. */
final class ChunkDecoder {
  private static final int SPARE = 16;

  private final List<PipelineFilterWithData> filters;
  private final int length;
  private final int sampleBytes;
  private final Queue<byte[]> spare = new ArrayBlockingQueue<>(SPARE);

  /**
   * Of a dataset.
   *
   * @param filters each of {@link Hdf5Filters#OWN}, in the order in which they were applied
   * @param length bytes of a chunk's samples
   * @param sampleBytes bytes of a sample
   */
  ChunkDecoder(List<PipelineFilterWithData> filters, int length, int sampleBytes) {
    this.filters = filters;
    this.length = length;
    this.sampleBytes = sampleBytes;
  }

  /**
   * Undoes the filters, the last first.
   *
   * @param stored a chunk as it lies in the file
   * @return its samples, to be given back
   * @throws DataFormatException if they are damaged, or of another length
   */
  byte[] decode(ByteBuffer stored) throws DataFormatException {
    byte[] bytes = null;
    for (PipelineFilterWithData filter : filters.reversed()) {
      if (bytes == null && filter.getId() == Hdf5Filters.DEFLATE) {
        bytes = inflated(stored);
        continue;
      }
      byte[] before = bytes == null ? copy(stored) : bytes;
      bytes =
          switch (filter.getId()) {
            case Hdf5Filters.DEFLATE -> inflated(ByteBuffer.wrap(before));
            case Hdf5Filters.SHUFFLE -> {
              byte[] samples = before.length == length ? borrowed() : new byte[before.length];
              Hdf5Filters.unshuffle(before, sampleBytes, samples);
              yield samples;
            }
            // jHDF leaves the checksum where it is.
            case Hdf5Filters.FLETCHER -> Hdf5Filters.checked(before);
            default -> new LzfFilter().decode(before, new int[] {0, 0, length});
          };
      giveBack(before);
    }
    byte[] samples = bytes == null ? copy(stored) : bytes;
    requireLength(samples.length);
    return samples;
  }

  private byte[] inflated(ByteBuffer stored) throws DataFormatException {
    byte[] samples = borrowed();
    Zlib.inflateExactly(stored, samples);
    return samples;
  }

  private byte[] copy(ByteBuffer stored) {
    byte[] bytes = stored.remaining() == length ? borrowed() : new byte[stored.remaining()];
    stored.get(bytes);
    return bytes;
  }

  // Arrays of megabytes that are dropped once used would fill the heap to its limit.
  private byte[] borrowed() {
    byte[] one = spare.poll();
    return one == null ? new byte[length] : one;
  }

  /** Takes an array that is not used any more. */
  void giveBack(byte[] one) {
    if (one.length == length) {
      spare.offer(one);
    }
  }

  void requireLength(int found) throws DataFormatException {
    if (found != length) {
      throw new DataFormatException(found + " bytes, expected " + length);
    }
  }
}
