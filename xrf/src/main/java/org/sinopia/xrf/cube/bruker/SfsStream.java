package org.sinopia.xrf.cube.bruker;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.bruker.SfsContainer.SfsFile;
import org.sinopia.xrf.cube.store.Zlib;

/**
 * The contents of a file in a {@link SfsContainer}, read at any place. A compressed file starts
 * with {@code AACS}, the bytes of a block before compression (4), an unknown number (4) and the
 * number of blocks (4); from byte 0x80 on follow the blocks, each after a header of 16 bytes that
 * starts with its compressed length, each a zlib stream. Not for use by several threads at once.
 */
final class SfsStream {

  private static final int SIGNATURE = 0x53434141;
  private static final int FIRST_BLOCK = 0x80;
  private static final int BLOCK_HEADER = 16;
  private static final int MAX_BLOCK = 1 << 28;

  private final Path path;
  private final String name;
  private final SfsFile file;
  private final boolean compressed;
  private long length;
  private int blockLength;
  private long[] blockStarts = {};
  private int[] storedLengths = {};
  private int cachedIndex = -1;
  private byte[] cached = {};

  SfsStream(Path path, String name, SfsFile file) throws CubeFormatException {
    this.path = path;
    this.name = name;
    this.file = file;
    this.length = file.length();
    byte[] start = new byte[16];
    if (length >= FIRST_BLOCK) {
      file.read(0, start, 0, start.length);
    }
    ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    this.compressed = header.getInt(0) == SIGNATURE;
    if (compressed) {
      index(header.getInt(4), header.getInt(12));
    }
  }

  private void index(int bytes, int blocks) throws CubeFormatException {
    if (bytes < 1 || bytes > MAX_BLOCK || blocks < 1 || blocks > length / BLOCK_HEADER) {
      throw fail("%d blocks of %d bytes, the file has %d".formatted(blocks, bytes, length));
    }
    blockLength = bytes;
    blockStarts = new long[blocks];
    storedLengths = new int[blocks];
    byte[] head = new byte[4];
    long at = FIRST_BLOCK;
    for (int i = 0; i < blocks; i++) {
      if (at > length - BLOCK_HEADER) {
        throw fail("block %d at %d, the file has %d bytes".formatted(i, at, length));
      }
      file.read(at, head, 0, head.length);
      int stored = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
      at += BLOCK_HEADER;
      if (stored < 1 || stored > length - at) {
        throw fail("block %d of %d bytes at %d, the file has %d".formatted(i, stored, at, length));
      }
      blockStarts[i] = at;
      storedLengths[i] = stored;
      at += stored;
    }
    length = (blocks - 1L) * blockLength + block(blocks - 1).length;
  }

  private CubeFormatException fail(String expectation) {
    return new CubeFormatException(path, name, expectation);
  }

  /** Bytes of the contents. */
  long length() {
    return length;
  }

  /**
   * Copies {@code count} bytes from {@code at} on.
   *
   * @throws CubeFormatException if the contents end before, or are damaged there
   */
  void read(long at, byte[] into, int count) throws CubeFormatException {
    if (at < 0 || at > length - count) {
      throw fail("%d bytes at %d, expected within its %d".formatted(count, at, length));
    }
    if (!compressed) {
      file.read(at, into, 0, count);
      return;
    }
    int done = 0;
    while (done < count) {
      long position = at + done;
      byte[] block = block((int) (position / blockLength));
      int within = (int) (position % blockLength);
      int run = Math.min(count - done, block.length - within);
      System.arraycopy(block, within, into, done, run);
      done += run;
    }
  }

  private byte[] block(int index) throws CubeFormatException {
    if (index == cachedIndex) {
      return cached;
    }
    byte[] stored = new byte[storedLengths[index]];
    file.read(blockStarts[index], stored, 0, stored.length);
    byte[] block = inflate(stored, index);
    if (index < blockStarts.length - 1 && block.length != blockLength) {
      throw fail("block %d has %d bytes, expected %d".formatted(index, block.length, blockLength));
    }
    cached = block;
    cachedIndex = index;
    return block;
  }

  private byte[] inflate(byte[] stored, int index) throws CubeFormatException {
    try {
      return Zlib.inflateUpTo(ByteBuffer.wrap(stored), blockLength);
    } catch (DataFormatException e) {
      throw new CubeFormatException(
          path, name, "block %d is not a zlib stream: %s".formatted(index, e.getMessage()), e);
    }
  }

  /** The contents from the start. */
  InputStream asInputStream() {
    return new InputStream() {
      private long at;

      @Override
      public int read() throws CubeFormatException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws CubeFormatException {
        int run = (int) Math.min(count, length - at);
        if (run <= 0) {
          return count == 0 ? 0 : -1;
        }
        byte[] bytes = new byte[run];
        SfsStream.this.read(at, bytes, run);
        System.arraycopy(bytes, 0, into, offset, run);
        at += run;
        return run;
      }
    };
  }
}
