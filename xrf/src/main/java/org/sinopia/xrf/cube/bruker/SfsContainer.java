package org.sinopia.xrf.cube.bruker;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.store.MappedFile;

/**
 * AidAim's Single File System, which Bruker's BCF files are: files in folders, cut into chunks of
 * one size. The layout is that found by P. Jokubauskas (RosettaSciIO, Bruker reader),
 * little-endian:
 *
 * <ul>
 *   <li>byte 0: {@code AAMVHFSS}; 0x128: chunk size; 0x140: chunk of the file table, number of its
 *       entries;
 *   <li>chunk {@code i}: at {@code i · size + 0x118}, 32 bytes that start with the number of the
 *       chunk that continues a table, then its contents;
 *   <li>table entry, 512 bytes: chunk of its list of chunks (4), length (8), times (24), flags (4),
 *       parent entry or −1 (4), unknown (176), whether a folder (1), unknown (3), name (256).
 * </ul>
 */
final class SfsContainer implements AutoCloseable {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int CHUNK_HEADER_AT = 0x118;
  private static final int CHUNK_HEADER = 32;
  private static final int ENTRY = 0x200;
  private static final int MAX_ENTRIES = 1 << 16;
  private static final int MAX_CHUNK = 1 << 26;

  private final Path path;
  private final MappedFile file;
  private final MemorySegment bytes;
  private final int chunk;
  private final Map<String, SfsFile> files = new TreeMap<>();

  private SfsContainer(Path path, MappedFile file) throws CubeFormatException {
    this.path = path;
    this.file = file;
    this.bytes = file.bytes();
    if (bytes.byteSize() < CHUNK_HEADER_AT + CHUNK_HEADER + ENTRY
        || !new String(
                bytes.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII)
            .equals("AAMVHFSS")) {
      throw new CubeFormatException(path, "signature", "not a BCF file, expected AAMVHFSS");
    }
    this.chunk = bytes.get(INT, 0x128);
    if (chunk < ENTRY + CHUNK_HEADER || chunk > MAX_CHUNK) {
      throw new CubeFormatException(
          path,
          "chunk size",
          chunk + " bytes, expected " + (ENTRY + CHUNK_HEADER) + " to " + MAX_CHUNK);
    }
    readTable(bytes.get(INT, 0x140), bytes.get(INT, 0x144));
  }

  static SfsContainer open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    try {
      return new SfsContainer(path, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private int room() {
    return chunk - CHUNK_HEADER;
  }

  /** Where the contents of a chunk start. */
  private long contents(int index) {
    return Integer.toUnsignedLong(index) * chunk + CHUNK_HEADER_AT + CHUNK_HEADER;
  }

  private long checked(long at, long count, String field) throws CubeFormatException {
    if (at < 0 || count < 0 || at > bytes.byteSize() - count) {
      throw new CubeFormatException(
          path, field, "%d bytes at %d, the file has %d".formatted(count, at, bytes.byteSize()));
    }
    return at;
  }

  private void readTable(int firstChunk, int count) throws CubeFormatException {
    if (count < 1 || count > MAX_ENTRIES || (long) count * ENTRY > bytes.byteSize()) {
      throw new CubeFormatException(
          path, "file table", count + " entries, expected 1 to " + MAX_ENTRIES);
    }
    int perChunk = room() / ENTRY;
    long[] entries = new long[count];
    int at = firstChunk;
    for (int i = 0; i < count; i++) {
      if (i > 0 && i % perChunk == 0) {
        at = next(at);
      }
      entries[i] = checked(contents(at) + (long) (i % perChunk) * ENTRY, ENTRY, "file table");
    }
    for (long entry : entries) {
      if (bytes.get(ValueLayout.JAVA_BYTE, entry + 220) == 0) {
        String name = name(entries, entry);
        files.put(name, file(name, bytes.get(INT, entry), bytes.get(LONG, entry + 4)));
      }
    }
  }

  private int next(int index) throws CubeFormatException {
    return bytes.get(INT, checked(contents(index) - CHUNK_HEADER, Integer.BYTES, "chunk " + index));
  }

  private String name(long[] entries, long entry) throws CubeFormatException {
    StringBuilder path = new StringBuilder();
    long at = entry;
    for (int depth = 0; depth <= entries.length; depth++) {
      byte[] name = bytes.asSlice(at + 224, 256).toArray(ValueLayout.JAVA_BYTE);
      int length = 0;
      while (length < name.length && name[length] != 0) {
        length++;
      }
      path.insert(0, "/" + new String(name, 0, length, StandardCharsets.UTF_8));
      int parent = bytes.get(INT, at + 40);
      if (parent == -1) {
        return path.substring(1);
      }
      if (parent < 0 || parent >= entries.length) {
        break;
      }
      at = entries[parent];
    }
    throw new CubeFormatException(this.path, "file table", "an entry without a root folder");
  }

  private SfsFile file(String name, int listChunk, long length) throws CubeFormatException {
    long chunks = Math.ceilDiv(length, room());
    if (length < 0 || chunks > bytes.byteSize() / room() + 1) {
      throw new CubeFormatException(
          path, name, length + " bytes, more than the file's " + bytes.byteSize());
    }
    long[] starts = new long[(int) chunks];
    int perChunk = room() / Integer.BYTES;
    int list = listChunk;
    for (int i = 0; i < starts.length; i++) {
      if (i > 0 && i % perChunk == 0) {
        list = next(list);
      }
      long pointer =
          checked(contents(list) + (long) (i % perChunk) * Integer.BYTES, Integer.BYTES, name);
      long held = Math.min(room(), length - (long) i * room());
      starts[i] = checked(contents(bytes.get(INT, pointer)), held, name);
    }
    return new SfsFile(bytes, starts, room(), length);
  }

  /** The files by path, as in {@code EDSDatabase/HeaderData}. */
  Map<String, SfsFile> files() {
    return files;
  }

  /** One file: contents in chunks that lie anywhere in the container. */
  static final class SfsFile {
    private final MemorySegment bytes;
    private final long[] starts;
    private final int room;
    private final long length;

    private SfsFile(MemorySegment bytes, long[] starts, int room, long length) {
      this.bytes = bytes;
      this.starts = starts;
      this.room = room;
      this.length = length;
    }

    long length() {
      return length;
    }

    /** Copies {@code count} bytes from {@code at} on, which must be in the file. */
    void read(long at, byte[] into, int offset, int count) {
      int done = 0;
      while (done < count) {
        long position = at + done;
        int within = (int) (position % room);
        int run = Math.min(count - done, room - within);
        MemorySegment.copy(
            bytes,
            ValueLayout.JAVA_BYTE,
            starts[(int) (position / room)] + within,
            into,
            offset + done,
            run);
        done += run;
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
