package org.sinopia.xrf.map;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Maps of one scan on their way, in a temporary file: memory does not grow with their number. */
public final class MapPlanes implements AutoCloseable {
  private final FileChannel channel;
  private final int height;
  private final int width;

  @SuppressWarnings("MustBeClosedChecker")
  public // closed by close
  MapPlanes(int height, int width) throws IOException {
    this.height = height;
    this.width = width;
    this.channel =
        FileChannel.open(
            Files.createTempFile("sinopia-maps", ".f32"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Stores neighbouring pixels of a row of one map. */
  public void write(int plane, int row, int column, float[] values, int from, int count)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values, from, count);
    long at = at(plane) + ((long) row * width + column) * Float.BYTES;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** One map. */
  public float[] read(int plane) throws IOException {
    float[] values = new float[height * width];
    ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.nativeOrder());
    int done = 0;
    while (done < values.length) {
      int count = Math.min(bytes.capacity() / Float.BYTES, values.length - done);
      bytes.clear().limit(count * Float.BYTES);
      while (bytes.hasRemaining()) {
        long at = at(plane) + (long) done * Float.BYTES + bytes.position();
        if (channel.read(bytes, at) < 0) {
          throw new IOException("temporary file of maps: cut short");
        }
      }
      bytes.flip().asFloatBuffer().get(values, done, count);
      done += count;
    }
    return values;
  }

  private long at(int plane) {
    return (long) plane * height * width * Float.BYTES;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
