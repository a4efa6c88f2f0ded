package org.sinopia.xrf.cube.hdf5;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.PipelineFilterWithData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.store.Zlib;

/** A dataset in chunks, read by jHDF. Chunks that were never stored hold the fill value. */
final class JhdfChunks extends JhdfArray {

  private final Path path;
  private final String name;
  private final ChunkedDataset dataset;
  private final long[] chunk;
  private final int length;
  private final List<PipelineFilterWithData> filters;
  private final boolean ownFilters;
  private final MemorySegment fill;

  JhdfChunks(Path path, Hdf5Object object, ChunkedDataset dataset, ByteOrder order)
      throws IOException {
    super(object, order);
    this.path = path;
    this.name = object.path();
    this.dataset = dataset;
    this.chunk = Arrays.stream(dataset.getChunkDimensions()).asLongStream().toArray();
    this.filters = filters(object.path());
    this.ownFilters =
        filters.stream()
            .allMatch(f -> f.getId() == Hdf5Filters.DEFLATE || f.getId() == Hdf5Filters.SHUFFLE);
    long bytes = type.bytes();
    for (long size : chunk) {
      if (size < 1 || bytes > Integer.MAX_VALUE / size) {
        throw new CubeFormatException(
            path, name, "chunks of " + Arrays.toString(chunk) + ", expected less than 2^31 bytes");
      }
      bytes *= size;
    }
    this.length = (int) bytes;
    this.fill = fill();
  }

  private List<PipelineFilterWithData> filters(String object) throws IOException {
    try {
      return dataset.getFilters();
    } catch (HdfException e) {
      throw new JhdfContents.UnsupportedContentsException(object + ": " + e.getMessage());
    }
  }

  /** One fill value, in the file's byte order. */
  private MemorySegment fill() {
    MemorySegment bytes = Arena.ofAuto().allocate(8);
    Object value = dataset.getFillValue();
    if (value instanceof Number number) {
      switch (type) {
        case U8, I8 -> bytes.set(ValueLayout.JAVA_BYTE, 0, number.byteValue());
        case U16, I16 ->
            bytes.set(
                ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), 0, (short) number.intValue());
        case U32, I32 ->
            bytes.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 0, (int) number.longValue());
        case U64, I64 ->
            bytes.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), 0, number.longValue());
        case F32 ->
            bytes.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), 0, number.floatValue());
        case F64 ->
            bytes.set(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), 0, number.doubleValue());
      }
    }
    return bytes;
  }

  @Override
  public long[] chunk() {
    long[] blocks = new long[chunk.length];
    Arrays.setAll(blocks, d -> Math.min(chunk[d], Math.max(1, sizes[d])));
    return blocks;
  }

  @Override
  public void read(long[] start, long[] count, MemorySegment target, long[] strides)
      throws IOException {
    Box.requireInside(start, count, sizes);
    long[] own = Box.strides(chunk);
    long[] still = new long[chunk.length];
    Box.forEachChunk(
        start,
        count,
        chunk,
        first -> {
          int dimensions = chunk.length;
          long[] part = new long[dimensions];
          long from = 0;
          long to = 0;
          for (int d = 0; d < dimensions; d++) {
            long low = Math.max(first[d], start[d]);
            part[d] = Math.min(first[d] + chunk[d], start[d] + count[d]) - low;
            from += (low - first[d]) * own[d];
            to += (low - start[d]) * strides[d];
          }
          MemorySegment samples = chunk(first);
          boolean stored = samples != null;
          Box.copy(
              type.bytes(),
              part,
              stored ? samples : fill,
              stored ? from : 0,
              stored ? own : still,
              order,
              target,
              to,
              strides);
          return true;
        });
  }

  @Override
  public boolean isWritten(long[] start, long[] count) throws IOException {
    boolean[] found = new boolean[1];
    Box.forEachChunk(
        start,
        count,
        chunk,
        first -> {
          found[0] = stored(first) != null;
          return !found[0];
        });
    return found[0];
  }

  /** A chunk's bytes in the file, or null if it was never stored. */
  private ByteBuffer stored(long[] first) throws CubeFormatException {
    int[] index = Arrays.stream(first).mapToInt(Math::toIntExact).toArray();
    try {
      return dataset.getRawChunkBuffer(index);
    } catch (HdfException e) {
      // jHDF has no question for it, only these two messages.
      if (isAbsent(e)) {
        return null;
      }
      throw damaged(first, e);
    } catch (RuntimeException e) {
      throw damaged(first, e);
    }
  }

  private static boolean isAbsent(HdfException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("No chunk with offset") || message.endsWith("at address -1");
  }

  private CubeFormatException damaged(long[] first, Exception e) {
    return new CubeFormatException(
        path, name, "chunk " + Arrays.toString(first) + ": " + Hdf5File.reason(e), e);
  }

  /** The samples of a chunk, decoded, or null if it was never stored. */
  private MemorySegment chunk(long[] first) throws CubeFormatException {
    ByteBuffer bytes = stored(first);
    if (bytes == null) {
      return null;
    }
    try {
      if (!ownFilters) {
        int[] index = Arrays.stream(first).mapToInt(Math::toIntExact).toArray();
        byte[] decoded = dataset.getDecompressedChunk(index);
        requireLength(decoded.length);
        return MemorySegment.ofArray(decoded);
      }
      if (filters.isEmpty()) {
        requireLength(bytes.remaining());
        return MemorySegment.ofBuffer(bytes);
      }
      return MemorySegment.ofArray(decode(bytes));
    } catch (DataFormatException | RuntimeException e) {
      throw damaged(first, e);
    }
  }

  private byte[] decode(ByteBuffer stored) throws DataFormatException {
    byte[] bytes = null;
    for (PipelineFilterWithData filter : filters.reversed()) {
      if (filter.getId() == Hdf5Filters.DEFLATE) {
        ByteBuffer in = bytes == null ? stored : ByteBuffer.wrap(bytes);
        bytes = Zlib.inflateExactly(in, length);
      } else {
        if (bytes == null) {
          bytes = new byte[stored.remaining()];
          stored.get(bytes);
        }
        bytes = Hdf5Filters.unshuffle(bytes, type.bytes());
      }
    }
    requireLength(bytes.length);
    return bytes;
  }

  private void requireLength(int found) throws DataFormatException {
    if (found != length) {
      throw new DataFormatException(found + " bytes, expected " + length);
    }
  }
}
