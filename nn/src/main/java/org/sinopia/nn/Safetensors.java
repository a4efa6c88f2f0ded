package org.sinopia.nn;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.sinopia.nn.SafetensorsHeader.Entry;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.PendingFile;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * A safetensors file, mapped into memory: eight bytes little-endian header length, a JSON header,
 * the tensors' bytes. Nothing is read before it is asked for.
 *
 * <p>F64, F32, F16, BF16, I32, U16 and U8 can be read; of the rest, name and shape are known.
 * Reading may go on in several threads until {@link #close}.
 */
public final class Safetensors implements AutoCloseable {
  private static final int STAGING_BYTES = 1 << 20;

  private final Path file;
  private final Arena arena;
  private final SafetensorsHeader header;
  private final MemorySegment data;

  private Safetensors(Path file, Arena arena, SafetensorsHeader header, MemorySegment data) {
    this.file = file;
    this.arena = arena;
    this.header = header;
    this.data = data;
  }

  /**
   * Opens a file and checks its header against its size.
   *
   * @throws SafetensorsException if it is truncated, or tensors overlap, leave gaps, appear twice
   *     or do not have the bytes that their shape takes; the message names file and tensor
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public static Safetensors open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new SafetensorsException(file + ": is a folder, expected a safetensors file");
    }
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw new SafetensorsException(
            file + ": " + size + " bytes, expected at least 8: no safetensors file");
      }
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      long length =
          mapped.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
      if (length < 2 || length > SafetensorsHeader.MAX_BYTES || length > size - Long.BYTES) {
        throw new SafetensorsException(
            file
                + ": header of "
                + Long.toUnsignedString(length)
                + " bytes in a file of "
                + size
                + ": truncated, or no safetensors file");
      }
      byte[] json = mapped.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
      MemorySegment data = mapped.asSlice(Long.BYTES + length);
      SafetensorsHeader header = SafetensorsHeader.parse(file, json, data.byteSize());
      opened = true;
      return new Safetensors(file, arena, header, data);
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The tensors' names, in the header's order. */
  public SequencedSet<String> names() {
    return header.entries().sequencedKeySet();
  }

  /** The writer's own strings. */
  public SequencedMap<String, String> metadata() {
    return header.metadata();
  }

  /**
   * A tensor's shape.
   *
   * @throws SafetensorsException if there is none of that name
   */
  public Shape shape(String name) throws SafetensorsException {
    return entry(name).shape();
  }

  /**
   * Copies a tensor into a scope: a floating-point one as the real type of the scope's device, an
   * integer one as it is stored.
   *
   * @throws SafetensorsException if there is none of that name, or its dtype cannot be read
   */
  public Tensor read(String name, Scope scope) throws SafetensorsException {
    StoredType type = type(name);
    DType wanted = type.floating() ? scope.device().real() : type.dtype();
    Tensor tensor = scope.empty(wanted, shape(name));
    readInto(name, tensor);
    return tensor;
  }

  /**
   * Overwrites a tensor with one of the file that has as many elements, converting between
   * floating-point types.
   *
   * @throws SafetensorsException if there is none of that name, it has another number of elements,
   *     or its dtype does not convert
   */
  public void readInto(String name, Tensor target) throws SafetensorsException {
    StoredType type = type(name);
    MemorySegment bytes = bytes(name);
    boolean fits = type.floating() ? target.dtype().floating() : type.dtype() == target.dtype();
    if (!fits || shape(name).elements() != target.elements()) {
      throw new SafetensorsException(
          file + ": tensor " + name + ": is " + type + shape(name) + ", expected " + target);
    }
    if (type.dtype() == target.dtype()) {
      MemorySegment host =
          MemorySegment.ofArray(new long[Math.toIntExact((bytes.byteSize() + 7) / 8)])
              .asSlice(0, bytes.byteSize());
      type.toMachine(bytes, host);
      target.device().backend().upload(host, target.memory());
    } else {
      double[] values = new double[target.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = type.value(bytes, i);
      }
      target.set(values);
    }
  }

  /**
   * Checks that a tensor can serve as a weight.
   *
   * @throws SafetensorsException if there is none of that name, its elements are integers, or one
   *     of them is NaN or infinite
   */
  public void requireFinite(String name) throws SafetensorsException {
    StoredType type = type(name);
    if (!type.floating()) {
      throw new SafetensorsException(
          file + ": tensor " + name + ": dtype " + type + ", expected a floating-point one");
    }
    MemorySegment bytes = bytes(name);
    long elements = bytes.byteSize() / type.bytes();
    for (long i = 0; i < elements; i++) {
      double value = type.value(bytes, i);
      if (!Double.isFinite(value)) {
        throw new SafetensorsException(
            file
                + ": tensor "
                + name
                + ": element "
                + i
                + " is "
                + value
                + ", expected finite numbers");
      }
    }
  }

  private Entry entry(String name) throws SafetensorsException {
    Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new SafetensorsException(file + ": tensor " + name + ": missing");
    }
    return entry;
  }

  private StoredType type(String name) throws SafetensorsException {
    String dtype = entry(name).dtype();
    StoredType type = StoredType.find(dtype);
    if (type == null) {
      throw new SafetensorsException(
          file
              + ": tensor "
              + name
              + ": dtype "
              + dtype
              + ", expected one of "
              + List.of(StoredType.values()));
    }
    return type;
  }

  private MemorySegment bytes(String name) throws SafetensorsException {
    Entry entry = entry(name);
    return data.asSlice(entry.begin(), entry.end() - entry.begin());
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    arena.close();
  }

  /**
   * Writes tensors to a file, which appears under its name only once it is complete. Wider element
   * types come first, so that every tensor is aligned.
   */
  public static void write(
      Path file, Map<String, String> metadata, SequencedMap<String, Tensor> tensors)
      throws IOException {
    List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
    order.sort(Comparator.comparingInt(e -> -e.getValue().dtype().bytes()));
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    long at = 0;
    for (var e : order) {
      Tensor tensor = e.getValue();
      String dtype = StoredType.of(tensor.dtype()).name();
      entries.put(e.getKey(), new Entry(dtype, tensor.shape(), at, at + tensor.bytes()));
      at += tensor.bytes();
    }
    byte[] json = new SafetensorsHeader(entries, new LinkedHashMap<>(metadata)).toBytes();
    try (PendingFile pending = PendingFile.of(file)) {
      try (FileChannel channel = pending.openForWriting()) {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        writeAll(channel, length.putLong(json.length).flip());
        writeAll(channel, ByteBuffer.wrap(json));
        for (var e : order) {
          append(channel, e.getValue());
        }
      }
      pending.commit();
    }
  }

  private static void append(FileChannel channel, Tensor tensor) throws IOException {
    StoredType type = StoredType.of(tensor.dtype());
    MemorySegment machine = MemorySegment.ofArray(new long[STAGING_BYTES / Long.BYTES]);
    ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    for (long at = 0; at < tensor.bytes(); at += STAGING_BYTES) {
      long count = Math.min(STAGING_BYTES, tensor.bytes() - at);
      MemorySegment part = machine.asSlice(0, count);
      tensor.device().backend().download(tensor.memory().asSlice(at, count), part);
      type.toFile(part, MemorySegment.ofBuffer(staging.clear().limit((int) count)));
      writeAll(channel, staging);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
