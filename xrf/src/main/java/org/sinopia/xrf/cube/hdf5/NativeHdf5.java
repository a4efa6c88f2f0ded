package org.sinopia.xrf.cube.hdf5;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The reading functions of the HDF5 C library (version 1.14), for one thread. Identifiers are
 * closed by the end of the process, which {@link LibraryServer} is.
 */
final class NativeHdf5 {

  static final int GROUP = 2;
  static final int DATASET = 5;
  static final int HARD_LINK = 0;
  static final int SOFT_LINK = 1;
  static final int EXTERNAL_LINK = 64;
  static final int INTEGER = 0;
  static final int FLOAT = 1;
  static final int STRING = 3;
  static final int ENUMERATION = 8;
  static final int CHUNKED = 2;
  static final int VIRTUAL = 3;

  static final long DEFAULT = 0;
  static final int MAX_NAME = 4096;

  private final SymbolLookup symbols;
  private final Map<String, MethodHandle> functions = new HashMap<>();

  NativeHdf5(SymbolLookup symbols) throws IOException {
    this.symbols = symbols;
    call("H5open", JAVA_INT);
    call("H5Eset_auto2", JAVA_INT, DEFAULT, MemorySegment.NULL, MemorySegment.NULL);
    // Filters are the library's own; none is loaded from a folder that the environment names.
    call("H5PLset_loading_state", JAVA_INT, 0);
  }

  /** Calls a function by name; negative results are failures. */
  long call(String name, MemoryLayout result, Object... arguments) throws IOException {
    MethodHandle handle = functions.get(name);
    if (handle == null) {
      MemoryLayout[] layouts =
          Arrays.stream(arguments)
              .map(
                  argument ->
                      switch (argument) {
                        case Long _ -> JAVA_LONG;
                        case Integer _ -> JAVA_INT;
                        default -> ADDRESS;
                      })
              .toArray(MemoryLayout[]::new);
      MemorySegment symbol =
          symbols.find(name).orElseThrow(() -> new IOException("HDF5 library has no " + name));
      handle = Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.of(result, layouts));
      functions.put(name, handle);
    }
    Object returned;
    try {
      returned = handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
    long value = ((Number) returned).longValue();
    if (value < 0) {
      throw new IOException(name + " failed");
    }
    return value;
  }

  long openFile(String path) throws IOException {
    return call("H5Fopen", JAVA_LONG, text(path), 0, DEFAULT);
  }

  static MemorySegment text(String text) {
    return Arena.ofAuto().allocateFrom(text);
  }

  /** Opens an object that a hard link of a group leads to. */
  long open(long location, String name) throws IOException {
    return call("H5Oopen", JAVA_LONG, location, text(name), DEFAULT);
  }

  int kind(long object) throws IOException {
    return (int) call("H5Iget_type", JAVA_INT, object);
  }

  /** File number and token of an object, as text. */
  String identity(long object) throws IOException {
    MemorySegment info = Arena.ofAuto().allocate(256, 8);
    call("H5Oget_info3", JAVA_INT, object, info, 1);
    return Arrays.toString(info.asSlice(0, 24).toArray(ValueLayout.JAVA_BYTE));
  }

  long links(long group) throws IOException {
    MemorySegment info = Arena.ofAuto().allocate(64, 8);
    call("H5Gget_info", JAVA_INT, group, info);
    return info.get(JAVA_LONG, 8);
  }

  String linkName(long group, long index) throws IOException {
    MemorySegment name = Arena.ofAuto().allocate(MAX_NAME);
    call(
        "H5Lget_name_by_idx",
        JAVA_LONG,
        group,
        text("."),
        0,
        0,
        index,
        name,
        (long) MAX_NAME,
        DEFAULT);
    return string(name, MAX_NAME);
  }

  int linkKind(long group, String name) throws IOException {
    MemorySegment info = Arena.ofAuto().allocate(64, 8);
    call("H5Lget_info2", JAVA_INT, group, text(name), info, DEFAULT);
    return info.get(JAVA_INT, 0);
  }

  /** The value of a soft link; of an external one, file and path after a byte. */
  byte[] linkValue(long group, String name) throws IOException {
    MemorySegment value = Arena.ofAuto().allocate(MAX_NAME);
    call("H5Lget_val", JAVA_INT, group, text(name), value, (long) MAX_NAME, DEFAULT);
    return value.toArray(ValueLayout.JAVA_BYTE);
  }

  /** From now on no external link is followed. */
  void forbidExternalLinks() throws IOException {
    call("H5Lunregister", JAVA_INT, EXTERNAL_LINK);
  }

  static String string(MemorySegment bytes, int most) {
    int length = 0;
    while (length < most && bytes.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    return new String(
        bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** The sizes of a dataspace; empty if it is a scalar. */
  long[] sizes(long space) throws IOException {
    int dimensions = (int) call("H5Sget_simple_extent_ndims", JAVA_INT, space);
    MemorySegment sizes = Arena.ofAuto().allocate(JAVA_LONG, Math.max(1, dimensions));
    call("H5Sget_simple_extent_dims", JAVA_INT, space, sizes, MemorySegment.NULL);
    return sizes.asSlice(0, 8L * dimensions).toArray(JAVA_LONG);
  }

  long space(long dataset) throws IOException {
    return call("H5Dget_space", JAVA_LONG, dataset);
  }

  long type(long dataset) throws IOException {
    return call("H5Dget_type", JAVA_LONG, dataset);
  }

  int typeClass(long type) throws IOException {
    return (int) call("H5Tget_class", JAVA_INT, type);
  }

  int typeBytes(long type) throws IOException {
    return (int) call("H5Tget_size", JAVA_LONG, type);
  }

  boolean isSigned(long type) throws IOException {
    return call("H5Tget_sign", JAVA_INT, type) == 1;
  }

  /** Identifier of a native type, such as {@code UINT16}. */
  long nativeType(String name) throws IOException {
    return symbols
        .find("H5T_NATIVE_" + name + "_g")
        .orElseThrow(() -> new IOException("HDF5 library has no type " + name))
        .reinterpret(JAVA_LONG.byteSize())
        .get(JAVA_LONG, 0);
  }

  long properties(long dataset) throws IOException {
    return call("H5Dget_create_plist", JAVA_LONG, dataset);
  }

  int layout(long properties) throws IOException {
    return (int) call("H5Pget_layout", JAVA_INT, properties);
  }

  long[] chunk(long properties, int dimensions) throws IOException {
    MemorySegment sizes = Arena.ofAuto().allocate(JAVA_LONG, dimensions);
    call("H5Pget_chunk", JAVA_INT, properties, dimensions, sizes);
    return sizes.toArray(JAVA_LONG);
  }

  int externalFiles(long properties) throws IOException {
    return (int) call("H5Pget_external_count", JAVA_INT, properties);
  }

  String externalFile(long properties, int index) throws IOException {
    MemorySegment name = Arena.ofAuto().allocate(MAX_NAME);
    MemorySegment unused = Arena.ofAuto().allocate(16, 8);
    call(
        "H5Pget_external",
        JAVA_INT,
        properties,
        index,
        (long) MAX_NAME - 1,
        name,
        unused.asSlice(0, 8),
        unused.asSlice(8, 8));
    return string(name, MAX_NAME);
  }

  long sources(long properties) throws IOException {
    MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);
    call("H5Pget_virtual_count", JAVA_INT, properties, count);
    return count.get(JAVA_LONG, 0);
  }

  String sourceFile(long properties, long index) throws IOException {
    MemorySegment name = Arena.ofAuto().allocate(MAX_NAME);
    call("H5Pget_virtual_filename", JAVA_LONG, properties, index, name, (long) MAX_NAME);
    return string(name, MAX_NAME);
  }

  String sourceDataset(long properties, long index) throws IOException {
    MemorySegment name = Arena.ofAuto().allocate(MAX_NAME);
    call("H5Pget_virtual_dsetname", JAVA_LONG, properties, index, name, (long) MAX_NAME);
    return string(name, MAX_NAME);
  }

  /** Whether a chunk is stored. */
  boolean isStored(long dataset, long[] first) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment offset = own.allocateFrom(JAVA_LONG, first);
      MemorySegment bytes = own.allocate(JAVA_LONG);
      call("H5Dget_chunk_storage_size", JAVA_INT, dataset, offset, bytes);
      return bytes.get(JAVA_LONG, 0) > 0;
    } catch (IOException _) {
      return false;
    }
  }

  /** Reads a box, in the dataset's order, as samples of a native type. */
  void read(long dataset, long type, long[] start, long[] count, MemorySegment target)
      throws IOException {
    long space = space(dataset);
    long memory = -1;
    try (Arena own = Arena.ofConfined()) {
      MemorySegment from = own.allocateFrom(JAVA_LONG, start);
      MemorySegment sizes = own.allocateFrom(JAVA_LONG, count);
      call(
          "H5Sselect_hyperslab",
          JAVA_INT,
          space,
          0,
          from,
          MemorySegment.NULL,
          sizes,
          MemorySegment.NULL);
      memory = call("H5Screate_simple", JAVA_LONG, count.length, sizes, MemorySegment.NULL);
      call("H5Dread", JAVA_INT, dataset, type, memory, space, DEFAULT, target);
    } finally {
      call("H5Sclose", JAVA_INT, space);
      if (memory >= 0) {
        call("H5Sclose", JAVA_INT, memory);
      }
    }
  }
}
