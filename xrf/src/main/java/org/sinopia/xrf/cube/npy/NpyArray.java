package org.sinopia.xrf.cube.npy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.SampleType;

/**
 * An array of any shape in NumPy's NPY format (numpy.lib.format), row-major, being written: piece
 * by piece, in any order. The file takes its place only when {@link #finish} is called; closed
 * before that, it leaves nothing.
 */
public final class NpyArray implements AutoCloseable {

  private static final int PIECE = 1 << 20;

  private final PendingFile file;
  private final FileChannel channel;
  private final SampleType type;
  private final long elements;
  private final int start;

  private NpyArray(
      PendingFile file, FileChannel channel, SampleType type, long elements, int start) {
    this.file = file;
    this.channel = channel;
    this.type = type;
    this.elements = elements;
    this.start = start;
  }

  /**
   * Starts a file.
   *
   * @param target where it goes; replaced when it is finished
   * @param type of the elements
   * @param shape sizes of the dimensions
   * @throws IOException if its folder does not exist or cannot be written to
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public static NpyArray create(Path target, SampleType type, long... shape) throws IOException {
    byte[] head = NpyHeader.write(type, shape);
    PendingFile file = PendingFile.of(target);
    FileChannel channel = null;
    try {
      channel = file.openForWriting();
      NpyArray array =
          new NpyArray(
              file,
              channel,
              type,
              Arrays.stream(shape).reduce(1, Math::multiplyExact),
              head.length);
      array.put(ByteBuffer.wrap(head), 0);
      return array;
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      file.close();
      throw e;
    }
  }

  /**
   * Writes elements.
   *
   * @param first index of the first, in row-major order
   * @param values elements of the array's type, native byte order
   * @throws IndexOutOfBoundsException if they are not in the array
   * @throws IOException if writing fails
   */
  public void write(long first, MemorySegment values) throws IOException {
    long count = values.byteSize() / type.bytes();
    if (first < 0 || first + count > elements) {
      throw new IndexOutOfBoundsException(
          "elements %d to %d of %d".formatted(first, first + count, elements));
    }
    ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE, values.byteSize()));
    for (long done = 0; done < values.byteSize(); done += piece.capacity()) {
      piece.clear().limit((int) Math.min(piece.capacity(), values.byteSize() - done));
      MemorySegment.ofBuffer(piece).copyFrom(values.asSlice(done, piece.limit()));
      put(piece, start + first * type.bytes() + done);
    }
  }

  private void put(ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Moves the file to its place; what was not written is zero. */
  public void finish() throws IOException {
    if (channel.size() < start + elements * type.bytes()) {
      put(ByteBuffer.allocate(1), start + elements * type.bytes() - 1);
    }
    channel.close();
    file.commit();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      channel.close();
    }
  }

  /**
   * Reads a whole array of floating-point or whole numbers as single precision.
   *
   * @param file the file
   * @param shape what its shape must be
   * @return its elements in row-major order
   * @throws CubeFormatException if it is no NPY file, cut short, or of another shape
   * @throws IOException if it cannot be read
   */
  public static float[] readFloats(Path file, long... shape) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      NpyHeader header = NpyHeader.read(in, file);
      if (!header.shape().equals(Arrays.stream(shape).boxed().toList()) || header.columnMajor()) {
        throw new CubeFormatException(
            file,
            "shape",
            header.shape()
                + (header.columnMajor() ? " column-major" : "")
                + ", expected "
                + Arrays.toString(shape));
      }
      int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
      byte[] bytes = in.readNBytes(Math.multiplyExact(count, header.type().bytes()));
      if (bytes.length < (long) count * header.type().bytes()) {
        throw new CubeFormatException(
            file, "samples", "the file ends, expected " + count + " of " + header.type().label());
      }
      if (header.order() != ByteOrder.nativeOrder() && header.type().bytes() > 1) {
        reverse(bytes, header.type().bytes());
      }
      float[] values = new float[count];
      header.type().toFloats(MemorySegment.ofArray(bytes), 0, values, 0, count);
      return values;
    }
  }

  private static void reverse(byte[] bytes, int width) {
    MemorySegment all = MemorySegment.ofArray(bytes);
    for (int at = 0; at < bytes.length; at += width) {
      for (int i = 0; i < width / 2; i++) {
        byte low = all.get(ValueLayout.JAVA_BYTE, at + i);
        all.set(ValueLayout.JAVA_BYTE, at + i, all.get(ValueLayout.JAVA_BYTE, at + width - 1 - i));
        all.set(ValueLayout.JAVA_BYTE, at + width - 1 - i, low);
      }
    }
  }
}
