package org.sinopia.xrf.cube.hdf5;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.PipelineFilterWithData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.store.MappedFile;
import org.sinopia.xrf.cube.store.SampleFile;
import org.sinopia.xrf.cube.store.StoredChunks;

/** A dataset in chunks, read by jHDF. Chunks that were never stored hold the fill value. */
final class JhdfChunks extends JhdfArray {

  /** Bytes of chunks that are decoded at once. */
  private static final int DECODED_BYTES = 8 << 20;

  private final Path path;
  private final String name;
  private final ChunkedDataset dataset;
  private final Optional<MappedFile> mapping;
  private final SampleFile file;
  private final long[] chunk;
  private final int length;
  private final List<PipelineFilterWithData> filters;
  private final boolean ownFilters;
  private final MemorySegment fill;
  private final StoredChunks known;
  private final ChunkDecoder decoder;

  JhdfChunks(
      Path path,
      Hdf5Object object,
      ChunkedDataset dataset,
      ByteOrder order,
      Optional<MappedFile> mapping,
      SampleFile file)
      throws IOException {
    super(object, order);
    this.path = path;
    this.mapping = mapping;
    this.file = file;
    this.name = object.path();
    this.dataset = dataset;
    this.chunk = Arrays.stream(dataset.getChunkDimensions()).asLongStream().toArray();
    this.filters = filters(object.path());
    this.ownFilters = filters.stream().allMatch(filter -> Hdf5Filters.OWN.contains(filter.getId()));
    long bytes = type.bytes();
    for (long size : chunk) {
      if (size < 1 || bytes > Integer.MAX_VALUE / size) {
        throw new CubeFormatException(
            path, name, "chunks of " + Arrays.toString(chunk) + ", expected less than 2^31 bytes");
      }
      bytes *= size;
    }
    this.length = (int) bytes;
    this.decoder = new ChunkDecoder(filters, length, type.bytes());
    this.fill = fill();
    this.known = new StoredChunks(sizes, chunk);
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
    List<long[]> touched = new ArrayList<>();
    Box.forEachChunk(start, count, chunk, first -> touched.add(first.clone()));
    int together = Math.max(2, DECODED_BYTES / length);
    for (int i = 0; i < touched.size(); i += together) {
      List<long[]> group = touched.subList(i, Math.min(touched.size(), i + together));
      List<Optional<byte[]>> decoded = decoded(group);
      // The target may be this thread's alone.
      for (int g = 0; g < group.size(); g++) {
        copy(
            group.get(g),
            decoded.get(g).map(MemorySegment::ofArray),
            start,
            count,
            target,
            strides);
        decoded.get(g).ifPresent(decoder::giveBack);
      }
    }
  }

  /** The samples of some chunks, on all processors; nothing where a chunk was never stored. */
  private List<Optional<byte[]>> decoded(List<long[]> group) throws CubeFormatException {
    try {
      Stream<long[]> chunks = filters.isEmpty() ? group.stream() : group.parallelStream();
      return chunks
          .map(
              first -> {
                try {
                  return isStored(first)
                      ? Optional.ofNullable(chunk(first))
                      : Optional.<byte[]>empty();
                } catch (CubeFormatException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CubeFormatException damaged) {
        throw damaged;
      }
      throw e;
    }
  }

  /** Copies what a box and a chunk have in common. */
  private void copy(
      long[] first,
      Optional<MemorySegment> samples,
      long[] start,
      long[] count,
      MemorySegment target,
      long[] strides) {
    long[] own = Box.strides(chunk);
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
    boolean stored = samples.isPresent();
    Box.copy(
        type.bytes(),
        part,
        samples.orElse(fill),
        stored ? from : 0,
        stored ? own : new long[dimensions],
        order,
        target,
        to,
        strides);
  }

  @Override
  public boolean isWritten(long[] start, long[] count) throws IOException {
    boolean[] found = new boolean[1];
    Box.forEachChunk(
        start,
        count,
        chunk,
        first -> {
          found[0] = isStored(first);
          return !found[0];
        });
    return found[0];
  }

  private boolean isStored(long[] first) throws CubeFormatException {
    int found = known.state(first);
    if (found == StoredChunks.UNKNOWN) {
      boolean stored = stored(first) != null;
      known.note(first, stored);
      return stored;
    }
    return found == StoredChunks.STORED;
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
  private byte[] chunk(long[] first) throws CubeFormatException {
    ByteBuffer bytes = stored(first);
    if (bytes == null) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      if (!ownFilters) {
        int[] index = Arrays.stream(first).mapToInt(Math::toIntExact).toArray();
        byte[] decoded = dataset.getDecompressedChunk(index);
        decoder.requireLength(decoded.length);
        return decoded;
      }
      return decoder.decode(own(bytes, arena));
    } catch (CubeFormatException e) {
      throw e;
    } catch (DataFormatException | IOException | RuntimeException e) {
      throw damaged(first, e);
    }
  }

  /** A part of the file; read, so that pages of its mapping do not pile up in memory. */
  private ByteBuffer own(ByteBuffer part, Arena arena) throws IOException {
    if (mapping.isEmpty() || !part.isDirect()) {
      return part;
    }
    long at = MemorySegment.ofBuffer(part).address() - mapping.get().bytes().address();
    MemorySegment read = arena.allocate(Math.max(1, part.remaining()), 64);
    file.read(at, read.asSlice(0, part.remaining()));
    return read.asSlice(0, part.remaining()).asByteBuffer();
  }
}
