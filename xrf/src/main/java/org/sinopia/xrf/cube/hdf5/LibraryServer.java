package org.sinopia.xrf.cube.hdf5;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.sinopia.xrf.cube.SampleType;

/**
 * A process that reads one HDF5 file with the HDF5 C library and answers {@link LibraryContents}
 * through standard input and output. If a damaged file brings the library down, only this process
 * ends. It loads no filter plug-ins and opens no file outside the folder of the HDF5 file.
 */
final class LibraryServer {

  static final int READ = 1;
  static final int IS_WRITTEN = 2;

  /** The most bytes of one answer. */
  static final int MAX_ANSWER = 256 << 20;

  private final NativeHdf5 library;
  private final LibraryTree tree;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Set<String> checked = new HashSet<>();

  private LibraryServer(
      NativeHdf5 library, LibraryTree tree, InputStream in, DataOutputStream out) {
    this.library = library;
    this.tree = tree;
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /**
   * The class path of this process, and first of all where this class is from: a program that
   * submits jars to others, such as Spark, may have loaded it.
   */
  static String classPath() {
    String known = System.getProperty("java.class.path");
    CodeSource source = LibraryServer.class.getProtectionDomain().getCodeSource();
    return source == null || !source.getLocation().getProtocol().equals("file")
        ? known
        : Path.of(URI.create(source.getLocation().toString())) + File.pathSeparator + known;
  }

  /**
   * Runs until standard input ends.
   *
   * @param arguments the file
   */
  public static void main(String[] arguments) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    try {
      NativeHdf5 library = new NativeHdf5(Hdf5Library.load());
      LibraryTree tree = LibraryTree.of(library, Path.of(arguments[0]));
      library.forbidExternalLinks();
      LibraryServer server = new LibraryServer(library, tree, System.in, out);
      server.list();
      while (server.answer()) {
        out.flush();
      }
    } catch (IOException | RuntimeException e) {
      fail(out, Hdf5File.reason(e));
      out.flush();
    }
  }

  private static void fail(DataOutputStream out, String message) throws IOException {
    out.writeBoolean(false);
    out.writeUTF(message.substring(0, Math.min(4000, message.length())));
  }

  private void list() throws IOException {
    out.writeBoolean(true);
    List<Hdf5Object> objects = new ArrayList<>(tree.objects().values());
    out.writeInt(objects.size());
    for (Hdf5Object object : objects) {
      out.writeUTF(object.path());
      out.writeUTF(object.identity());
      out.writeBoolean(object.group());
      write(object.sizes());
      out.writeUTF(object.type().map(SampleType::name).orElse(""));
      write(object.isNumeric() ? tree.chunk(object) : new long[0]);
      out.writeInt(object.attributes().size());
      for (Map.Entry<String, Object> attribute : object.attributes().entrySet()) {
        out.writeUTF(attribute.getKey());
        write(attribute.getValue());
      }
    }
    out.flush();
  }

  private void write(Object value) throws IOException {
    switch (value) {
      case String text -> {
        out.writeByte('s');
        out.writeUTF(text);
      }
      case String[] texts -> {
        out.writeByte('S');
        out.writeInt(texts.length);
        for (String text : texts) {
          out.writeUTF(text);
        }
      }
      case Long whole -> {
        out.writeByte('l');
        out.writeLong(whole);
      }
      case double[] numbers -> {
        out.writeByte('d');
        out.writeInt(numbers.length);
        for (double number : numbers) {
          out.writeDouble(number);
        }
      }
      default -> throw new IOException("attribute of " + value.getClass());
    }
  }

  private void write(long[] values) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  private long[] longs() throws IOException {
    long[] values = new long[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  /** Answers one question; false when there is none. */
  private boolean answer() throws IOException {
    int question = in.read();
    if (question < 0) {
      return false;
    }
    Hdf5Object object = tree.objects().get(in.readUTF());
    long[] start = longs();
    long[] count = longs();
    try {
      if (question == IS_WRITTEN) {
        boolean stored = tree.isStored(object, start, count);
        out.writeBoolean(true);
        out.writeBoolean(stored);
        return true;
      }
      byte[] bytes = read(object, start, count);
      out.writeBoolean(true);
      out.write(bytes);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      fail(out, Hdf5File.reason(e));
    }
    return true;
  }

  private byte[] read(Hdf5Object object, long[] start, long[] count) throws IOException {
    SampleType type = object.type().orElseThrow();
    long bytes = type.bytes();
    for (long size : count) {
      bytes = Math.multiplyExact(bytes, size);
    }
    if (bytes > MAX_ANSWER) {
      throw new IOException(bytes + " bytes at once");
    }
    if (checked.add(object.path())) {
      OptionalInt filter = Hdf5Filters.missing(library, library.properties(tree.id(object)));
      if (filter.isPresent()) {
        checked.remove(object.path());
        throw new IOException(Hdf5Filters.advice(filter.getAsInt()));
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = arena.allocate(bytes, 64);
      library.read(tree.id(object), library.nativeType(name(type)), start, count, samples);
      return samples.toArray(ValueLayout.JAVA_BYTE.withOrder(ByteOrder.nativeOrder()));
    }
  }

  /** The library's name of a number type. */
  static String name(SampleType type) {
    return switch (type) {
      case U8 -> "UINT8";
      case I8 -> "INT8";
      case U16 -> "UINT16";
      case I16 -> "INT16";
      case U32 -> "UINT32";
      case I32 -> "INT32";
      case U64 -> "UINT64";
      case I64 -> "INT64";
      case F32 -> "FLOAT";
      case F64 -> "DOUBLE";
    };
  }
}
