package org.sinopia.xrf.cube.hdf5;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.sinopia.xrf.cube.SampleType;

/**
 * The functions of the HDF5 C library (version 1.14) that writing needs, called through the Foreign
 * Function and Memory interface. The library is not built for threads: each call holds one lock.
 */
final class Hdf5Library {

  /** Identifiers of predefined things are read from these variables, which H5open fills. */
  private static final String CREATE_DATASET = "H5P_CLS_DATASET_CREATE_ID_g";

  private static final int TRUNCATE = 2;
  private static final int ALLOCATE_INCREMENTALLY = 3;
  private static final int FILL_NEVER = 1;
  private static final int UTF_8 = 1;
  private static final int SCALAR = 0;
  private static final long DEFAULT = 0;

  private static final Object LOCK = new Object();
  private static Hdf5Library loaded;

  private final SymbolLookup symbols;

  private final MethodHandle fileCreate;
  private final MethodHandle fileClose;
  private final MethodHandle spaceCreate;
  private final MethodHandle spaceCreateSimple;
  private final MethodHandle spaceClose;
  private final MethodHandle listCreate;
  private final MethodHandle listSetChunk;
  private final MethodHandle listSetShuffle;
  private final MethodHandle listSetDeflate;
  private final MethodHandle listSetAllocation;
  private final MethodHandle listSetFill;
  private final MethodHandle listSetTimes;
  private final MethodHandle listClose;
  private final MethodHandle datasetCreate;
  private final MethodHandle datasetWrite;
  private final MethodHandle datasetWriteChunk;
  private final MethodHandle datasetClose;
  private final MethodHandle attributeCreate;
  private final MethodHandle attributeWrite;
  private final MethodHandle attributeClose;
  private final MethodHandle typeCopy;
  private final MethodHandle typeSetSize;
  private final MethodHandle typeSetCharacters;
  private final MethodHandle typeClose;

  private Hdf5Library(SymbolLookup symbols) throws IOException {
    this.symbols = symbols;
    fileCreate = function("H5Fcreate", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG);
    fileClose = function("H5Fclose", JAVA_INT, JAVA_LONG);
    spaceCreate = function("H5Screate", JAVA_LONG, JAVA_INT);
    spaceCreateSimple = function("H5Screate_simple", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    spaceClose = function("H5Sclose", JAVA_INT, JAVA_LONG);
    listCreate = function("H5Pcreate", JAVA_LONG, JAVA_LONG);
    listSetChunk = function("H5Pset_chunk", JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS);
    listSetShuffle = function("H5Pset_shuffle", JAVA_INT, JAVA_LONG);
    listSetDeflate = function("H5Pset_deflate", JAVA_INT, JAVA_LONG, JAVA_INT);
    listSetAllocation = function("H5Pset_alloc_time", JAVA_INT, JAVA_LONG, JAVA_INT);
    listSetFill = function("H5Pset_fill_time", JAVA_INT, JAVA_LONG, JAVA_INT);
    listSetTimes = function("H5Pset_obj_track_times", JAVA_INT, JAVA_LONG, JAVA_BOOLEAN);
    listClose = function("H5Pclose", JAVA_INT, JAVA_LONG);
    datasetCreate =
        function(
            "H5Dcreate2",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    datasetWrite =
        function(
            "H5Dwrite", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
    datasetWriteChunk =
        function(
            "H5Dwrite_chunk",
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            ADDRESS);
    datasetClose = function("H5Dclose", JAVA_INT, JAVA_LONG);
    attributeCreate =
        function(
            "H5Acreate2",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    attributeWrite = function("H5Awrite", JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS);
    attributeClose = function("H5Aclose", JAVA_INT, JAVA_LONG);
    typeCopy = function("H5Tcopy", JAVA_LONG, JAVA_LONG);
    typeSetSize = function("H5Tset_size", JAVA_INT, JAVA_LONG, JAVA_LONG);
    typeSetCharacters = function("H5Tset_cset", JAVA_INT, JAVA_LONG, JAVA_INT);
    typeClose = function("H5Tclose", JAVA_INT, JAVA_LONG);
    call("H5open", () -> (int) function("H5open", JAVA_INT).invokeExact());
    // Failures are reported by exception; the library would print them as well.
    MethodHandle setReporting = function("H5Eset_auto2", JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
    call(
        "H5Eset_auto2",
        () -> (int) setReporting.invokeExact(DEFAULT, MemorySegment.NULL, MemorySegment.NULL));
  }

  /**
   * The library, loaded on first use.
   *
   * @throws IOException if there is none for this operating system and processor
   */
  static Hdf5Library get() throws IOException {
    synchronized (LOCK) {
      if (loaded == null) {
        loaded = new Hdf5Library(load());
      }
      return loaded;
    }
  }

  static SymbolLookup load() throws IOException {
    String platform = Loader.getPlatform();
    for (String name : List.of("libhdf5.so.310", "libhdf5.310.dylib", "hdf5.dll", "libhdf5.dll")) {
      File file = Loader.cacheResource("/org/bytedeco/hdf5/" + platform + "/" + name);
      if (file != null) {
        try {
          return SymbolLookup.libraryLookup(file.toPath(), Arena.global());
        } catch (IllegalArgumentException e) {
          throw new IOException("HDF5 library " + file + " does not load: it needs zlib", e);
        }
      }
    }
    throw new IOException("no HDF5 library for " + platform.toLowerCase(Locale.ROOT));
  }

  private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments)
      throws IOException {
    return Linker.nativeLinker()
        .downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments));
  }

  private MemorySegment symbol(String name) throws IOException {
    return symbols.find(name).orElseThrow(() -> new IOException("HDF5 library has no " + name));
  }

  /** The identifier that a variable of the library holds. */
  private long identifier(String name) throws IOException {
    return symbol(name).reinterpret(JAVA_LONG.byteSize()).get(JAVA_LONG, 0);
  }

  @FunctionalInterface
  private interface Call {
    long run() throws Throwable;
  }

  private static long call(String name, Call call) throws IOException {
    long result;
    synchronized (LOCK) {
      try {
        result = call.run();
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(name, e);
      }
    }
    if (result < 0) {
      throw new IOException("HDF5: " + name + " failed");
    }
    return result;
  }

  /** Creates or truncates a file; its identifier. */
  long createFile(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return call(
          "H5Fcreate", () -> (long) fileCreate.invokeExact(name, TRUNCATE, DEFAULT, DEFAULT));
    }
  }

  void closeFile(long file) throws IOException {
    call("H5Fclose", () -> (int) fileClose.invokeExact(file));
  }

  private long createSpace(long[] sizes) throws IOException {
    if (sizes.length == 0) {
      return call("H5Screate", () -> (long) spaceCreate.invokeExact(SCALAR));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dimensions = arena.allocateFrom(JAVA_LONG, sizes);
      return call(
          "H5Screate_simple",
          () -> (long) spaceCreateSimple.invokeExact(sizes.length, dimensions, MemorySegment.NULL));
    }
  }

  /**
   * Creates a chunked dataset that expects each chunk to be written whole.
   *
   * @param deflate level 1 to 9, or 0 for none
   * @param shuffle whether bytes are grouped by significance before they are deflated
   * @return its identifier
   */
  long createChunked(
      long file,
      String name,
      SampleType type,
      long[] sizes,
      long[] chunk,
      boolean shuffle,
      int deflate)
      throws IOException {
    long list = createList();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dimensions = arena.allocateFrom(JAVA_LONG, chunk);
      call("H5Pset_chunk", () -> (int) listSetChunk.invokeExact(list, chunk.length, dimensions));
      call(
          "H5Pset_alloc_time",
          () -> (int) listSetAllocation.invokeExact(list, ALLOCATE_INCREMENTALLY));
      call("H5Pset_fill_time", () -> (int) listSetFill.invokeExact(list, FILL_NEVER));
      if (shuffle) {
        call("H5Pset_shuffle", () -> (int) listSetShuffle.invokeExact(list));
      }
      if (deflate > 0) {
        call("H5Pset_deflate", () -> (int) listSetDeflate.invokeExact(list, deflate));
      }
      return createDataset(file, name, type, sizes, list);
    } finally {
      call("H5Pclose", () -> (int) listClose.invokeExact(list));
    }
  }

  /** Properties of a dataset that does not note when it was made: equal cubes have equal bytes. */
  private long createList() throws IOException {
    long list = call("H5Pcreate", () -> (long) listCreate.invokeExact(identifier(CREATE_DATASET)));
    call("H5Pset_obj_track_times", () -> (int) listSetTimes.invokeExact(list, false));
    return list;
  }

  private long createDataset(long file, String name, SampleType type, long[] sizes, long list)
      throws IOException {
    long space = createSpace(sizes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      long stored = identifier(type);
      return call(
          "H5Dcreate2",
          () ->
              (long) datasetCreate.invokeExact(file, text, stored, space, DEFAULT, list, DEFAULT));
    } finally {
      call("H5Sclose", () -> (int) spaceClose.invokeExact(space));
    }
  }

  private long identifier(SampleType type) throws IOException {
    return identifier(
        "H5T_NATIVE_"
            + switch (type) {
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
            }
            + "_g");
  }

  /**
   * Writes a chunk as it is to lie in the file.
   *
   * @param first indices of its first sample
   * @param bytes native memory
   */
  void writeChunk(long dataset, long[] first, MemorySegment bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offset = arena.allocateFrom(JAVA_LONG, first);
      call(
          "H5Dwrite_chunk",
          () ->
              (int)
                  datasetWriteChunk.invokeExact(
                      dataset, DEFAULT, 0, offset, bytes.byteSize(), bytes));
    }
  }

  void closeDataset(long dataset) throws IOException {
    call("H5Dclose", () -> (int) datasetClose.invokeExact(dataset));
  }

  /** Writes a whole one-dimensional dataset of doubles. */
  void writeDoubles(long file, String name, double[] values) throws IOException {
    long list = createList();
    long dataset;
    try {
      dataset = createDataset(file, name, SampleType.F64, new long[] {values.length}, list);
    } finally {
      call("H5Pclose", () -> (int) listClose.invokeExact(list));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_DOUBLE, values);
      long type = identifier(SampleType.F64);
      call(
          "H5Dwrite",
          () -> (int) datasetWrite.invokeExact(dataset, type, DEFAULT, DEFAULT, DEFAULT, bytes));
    } finally {
      closeDataset(dataset);
    }
  }

  /** Writes a scalar attribute: a string (UTF-8, fixed length), a long or a double. */
  void writeAttribute(long object, String name, Object value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      switch (value) {
        case String text -> {
          MemorySegment bytes = arena.allocateFrom(text);
          long copied = identifier("H5T_C_S1_g");
          long type = call("H5Tcopy", () -> (long) typeCopy.invokeExact(copied));
          try {
            call("H5Tset_size", () -> (int) typeSetSize.invokeExact(type, bytes.byteSize()));
            call("H5Tset_cset", () -> (int) typeSetCharacters.invokeExact(type, UTF_8));
            writeAttribute(object, name, type, bytes);
          } finally {
            call("H5Tclose", () -> (int) typeClose.invokeExact(type));
          }
        }
        case Long whole ->
            writeAttribute(
                object, name, identifier(SampleType.I64), arena.allocateFrom(JAVA_LONG, whole));
        case Double number ->
            writeAttribute(
                object, name, identifier(SampleType.F64), arena.allocateFrom(JAVA_DOUBLE, number));
        default ->
            throw new IllegalArgumentException(
                "attribute %s: %s, expected a String, Long or Double"
                    .formatted(name, value.getClass().getSimpleName()));
      }
    }
  }

  private void writeAttribute(long object, String name, long type, MemorySegment value)
      throws IOException {
    long space = createSpace(new long[0]);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      long attribute =
          call(
              "H5Acreate2",
              () ->
                  (long) attributeCreate.invokeExact(object, text, type, space, DEFAULT, DEFAULT));
      try {
        call("H5Awrite", () -> (int) attributeWrite.invokeExact(attribute, type, value));
      } finally {
        call("H5Aclose", () -> (int) attributeClose.invokeExact(attribute));
      }
    } finally {
      call("H5Sclose", () -> (int) spaceClose.invokeExact(space));
    }
  }
}
