package org.sinopia.xrf.cube.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file's bytes, mapped for reading until closed. */
public final class MappedFile implements AutoCloseable {

  private final Arena arena;
  private final MemorySegment bytes;

  // The arena outlives this constructor: close() ends it.
  @SuppressWarnings("MustBeClosedChecker")
  private MappedFile(FileChannel channel) throws IOException {
    this.arena = Arena.ofShared();
    try {
      this.bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  public static MappedFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new MappedFile(channel);
    }
  }

  public MemorySegment bytes() {
    return bytes;
  }

  @Override
  public void close() {
    arena.close();
  }
}
