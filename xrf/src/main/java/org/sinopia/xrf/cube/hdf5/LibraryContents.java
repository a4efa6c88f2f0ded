package org.sinopia.xrf.cube.hdf5;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.SampleType;

/** A file as the HDF5 C library reads it, in a separate process ({@link LibraryServer}). */
final class LibraryContents implements Hdf5Contents {

  /** An answer that takes longer is given up. */
  private static final long MAX_SECONDS = 120;

  private final Path path;
  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final SortedMap<String, Hdf5Object> objects = new TreeMap<>();
  private final Map<String, long[]> chunks = new TreeMap<>();
  private final AtomicLong questions = new AtomicLong();

  private LibraryContents(Path path, Process process) {
    this.path = path;
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
  }

  /**
   * Starts the process and lists the file.
   *
   * @throws IOException if the library cannot read the file
   */
  static LibraryContents open(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + (Path.of("/dev/null").toFile().exists() ? "/dev/null" : "NUL"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                LibraryServer.classPath(),
                LibraryServer.class.getName(),
                absolute.toString()));
    builder.directory(absolute.getParent().toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("HDF5_") || name.startsWith("JAVA_TOOL"));
    // Readers need no lock, and read-only folders have none.
    builder.environment().put("HDF5_USE_FILE_LOCKING", "FALSE");
    LibraryContents contents = new LibraryContents(path, builder.start());
    try {
      contents.list();
      return contents;
    } catch (IOException | RuntimeException e) {
      contents.close();
      throw e;
    }
  }

  /** Reads from the process between a question and its answer's end. */
  @FunctionalInterface
  private interface Answer<T> {
    T read() throws IOException;
  }

  private <T> T answer(Answer<T> answer) throws IOException {
    long question = questions.incrementAndGet();
    Executor later = CompletableFuture.delayedExecutor(MAX_SECONDS, TimeUnit.SECONDS);
    later.execute(
        () -> {
          if (questions.get() == question) {
            process.destroyForcibly();
          }
        });
    try {
      if (!in.readBoolean()) {
        throw new IOException(in.readUTF());
      }
      return answer.read();
    } catch (EOFException e) {
      throw new IOException("the HDF5 library fails on it", e);
    } finally {
      questions.incrementAndGet();
    }
  }

  private void list() throws IOException {
    answer(
        () -> {
          int count = in.readInt();
          for (int i = 0; i < count; i++) {
            object();
          }
          return count;
        });
  }

  private void object() throws IOException {
    String name = in.readUTF();
    String identity = in.readUTF();
    boolean group = in.readBoolean();
    long[] sizes = longs();
    String type = in.readUTF();
    chunks.put(name, longs());
    int count = in.readInt();
    Map<String, Object> attributes = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String attribute = in.readUTF();
      attributes.put(attribute, value());
    }
    Optional<SampleType> numbers =
        type.isEmpty() ? Optional.empty() : Optional.of(SampleType.valueOf(type));
    objects.put(name, new Hdf5Object(name, identity, group, sizes, numbers, attributes));
  }

  private Object value() throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case 's' -> in.readUTF();
      case 'S' -> {
        String[] texts = new String[in.readInt()];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = in.readUTF();
        }
        yield texts;
      }
      case 'l' -> in.readLong();
      default -> {
        double[] numbers = new double[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = in.readDouble();
        }
        yield numbers;
      }
    };
  }

  private long[] longs() throws IOException {
    long[] values = new long[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  private void ask(int question, Hdf5Object dataset, long[] start, long[] count)
      throws IOException {
    out.writeByte(question);
    out.writeUTF(dataset.path());
    for (long[] values : new long[][] {start, count}) {
      out.writeInt(values.length);
      for (long value : values) {
        out.writeLong(value);
      }
    }
    out.flush();
  }

  private synchronized byte[] read(Hdf5Object dataset, long[] start, long[] count, int bytes)
      throws IOException {
    try {
      ask(LibraryServer.READ, dataset, start, count);
      return answer(() -> in.readNBytes(bytes));
    } catch (IOException e) {
      throw new CubeFormatException(path, dataset.path(), Hdf5File.reason(e), e);
    }
  }

  private synchronized boolean isStored(Hdf5Object dataset, long[] start, long[] count)
      throws IOException {
    ask(LibraryServer.IS_WRITTEN, dataset, start, count);
    return answer(in::readBoolean);
  }

  @Override
  public SortedMap<String, Hdf5Object> objects() {
    return objects;
  }

  @Override
  public double[] numbers(Hdf5Object dataset) throws IOException {
    Array array = new Array(dataset);
    long[] sizes = dataset.sizes();
    int count = Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact));
    byte[] bytes = read(dataset, new long[sizes.length], sizes, count * array.type().bytes());
    double[] values = new double[count];
    array.type().toDoubles(MemorySegment.ofArray(bytes), 0, values, 0, count);
    return values;
  }

  @Override
  public Hdf5Array array(Hdf5Object dataset) {
    return new Array(dataset);
  }

  /** A dataset, read in boxes of at most {@link LibraryServer#MAX_ANSWER} bytes. */
  private final class Array implements Hdf5Array {
    private final Hdf5Object dataset;

    Array(Hdf5Object dataset) {
      this.dataset = dataset;
    }

    @Override
    public SampleType type() {
      return dataset.type().orElseThrow();
    }

    @Override
    public long[] sizes() {
      return dataset.sizes().clone();
    }

    @Override
    public long[] chunk() {
      return chunks.get(dataset.path()).clone();
    }

    @Override
    public void read(long[] start, long[] count, MemorySegment target, long[] strides)
        throws IOException {
      Box.requireInside(start, count, dataset.sizes());
      read(start, count, target, 0, strides);
    }

    private void read(long[] start, long[] count, MemorySegment target, long to, long[] strides)
        throws IOException {
      long bytes = type().bytes();
      int longest = 0;
      for (int d = 0; d < count.length; d++) {
        bytes = Math.multiplyExact(bytes, count[d]);
        longest = count[d] > count[longest] ? d : longest;
      }
      if (bytes > LibraryServer.MAX_ANSWER / 4) {
        long[] half = count.clone();
        half[longest] = count[longest] / 2;
        read(start, half, target, to, strides);
        long[] middle = start.clone();
        middle[longest] += half[longest];
        long[] rest = count.clone();
        rest[longest] -= half[longest];
        read(middle, rest, target, to + half[longest] * strides[longest], strides);
        return;
      }
      byte[] samples = LibraryContents.this.read(dataset, start, count, (int) bytes);
      if (samples.length < bytes) {
        throw new CubeFormatException(path, dataset.path(), "the HDF5 library fails on it");
      }
      Box.copy(
          type().bytes(),
          count,
          MemorySegment.ofArray(samples),
          0,
          Box.strides(count),
          ByteOrder.nativeOrder(),
          target,
          to,
          strides);
    }

    @Override
    public boolean isWritten(long[] start, long[] count) throws IOException {
      return isStored(dataset, start, count);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
  }
}
