package org.sinopia.xrf.cube.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sinopia.xrf.cube.CubeFormatException;

/**
 * A file of samples, of which only what is being read is in memory. Reading is safe from many
 * threads at once.
 */
public final class SampleFile implements AutoCloseable {

  /** More than this is mapped, not read. */
  private static final long READ_BYTES = 64L << 20;

  /**
   * A window that holds this many times the wanted bytes is not read whole, only the pages touched.
   */
  private static final long SPARSE = 3;

  private static final int STEP_BYTES = 8 << 20;

  private final Path path;
  private final FileChannel channel;

  private SampleFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  // The channel outlives this method: close() ends it.
  @SuppressWarnings("MustBeClosedChecker")
  public static SampleFile open(Path path) throws IOException {
    return new SampleFile(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  /** Its length in bytes. */
  public long length() throws IOException {
    return channel.size();
  }

  /**
   * Reads bytes.
   *
   * @param at of the first
   * @param target filled; off the heap
   * @throws CubeFormatException if the file ends before
   */
  public void read(long at, MemorySegment target) throws IOException {
    for (long done = 0; done < target.byteSize(); ) {
      long step = Math.min(STEP_BYTES, target.byteSize() - done);
      ByteBuffer bytes = target.asSlice(done, step).asByteBuffer();
      if (channel.read(bytes, at + done) < 0) {
        throw new CubeFormatException(
            path, "samples", "the file ends at byte " + channel.size() + " while it is read");
      }
      done += bytes.position();
    }
  }

  /**
   * A part of the file.
   *
   * @param at its first byte
   * @param length its bytes
   * @param wanted how many of them will be used
   * @param arena what it lives as long as
   */
  public MemorySegment window(long at, long length, long wanted, Arena arena) throws IOException {
    if (length <= READ_BYTES && length / SPARSE <= wanted) {
      MemorySegment bytes = arena.allocate(length, 64);
      read(at, bytes);
      return bytes;
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, at, length, arena);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
