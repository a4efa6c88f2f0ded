package org.sinopia.xrf.cube.hdf5;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attributes as the HDF5 C library reads them.
 *
 * @param library its functions
 */
record NativeAttributes(NativeHdf5 library) {

  private static final int MOST = 1000;

  /** Those of an object by name; what is no text or number, or large, is left out. */
  Map<String, Object> of(long object) throws IOException {
    Map<String, Object> attributes = new TreeMap<>();
    int count = Math.min(count(object), MOST);
    for (int i = 0; i < count; i++) {
      try {
        long attribute = open(object, i);
        Object value = value(attribute);
        if (value != null) {
          attributes.put(name(attribute), value);
        }
      } catch (IOException _) {
        // An attribute that cannot be read says nothing.
      }
    }
    return attributes;
  }

  /** How many an object has. */
  private int count(long object) throws IOException {
    return (int) library.call("H5Aget_num_attrs", JAVA_INT, object);
  }

  /** Opens one by its index. */
  private long open(long object, int index) throws IOException {
    return library.call(
        "H5Aopen_by_idx",
        JAVA_LONG,
        object,
        NativeHdf5.text("."),
        0,
        0,
        (long) index,
        NativeHdf5.DEFAULT,
        NativeHdf5.DEFAULT);
  }

  /** Its name. */
  private String name(long attribute) throws IOException {
    MemorySegment name = Arena.ofAuto().allocate(NativeHdf5.MAX_NAME);
    library.call("H5Aget_name", JAVA_LONG, attribute, (long) NativeHdf5.MAX_NAME, name);
    return NativeHdf5.string(name, NativeHdf5.MAX_NAME);
  }

  /** A String, String[], Long or double[]; null if it is something else or large. */
  private Object value(long attribute) throws IOException {
    long type = library.call("H5Aget_type", JAVA_LONG, attribute);
    long[] sizes = library.sizes(library.call("H5Aget_space", JAVA_LONG, attribute));
    long count = 1;
    for (long size : sizes) {
      count = size > NativeHdf5.MAX_NAME ? Long.MAX_VALUE : Math.multiplyExact(count, size);
      if (count > NativeHdf5.MAX_NAME || count < 1) {
        return null;
      }
    }
    int bytes = library.typeBytes(type);
    return switch (library.typeClass(type)) {
      case NativeHdf5.STRING -> strings(attribute, type, sizes.length == 0, (int) count, bytes);
      case NativeHdf5.INTEGER, NativeHdf5.FLOAT -> {
        boolean whole =
            library.typeClass(type) == NativeHdf5.INTEGER && count == 1 && sizes.length == 0;
        MemorySegment values = Arena.ofAuto().allocate(JAVA_DOUBLE, count);
        library.call(
            "H5Aread", JAVA_INT, attribute, library.nativeType(whole ? "INT64" : "DOUBLE"), values);
        if (whole) {
          yield values.get(JAVA_LONG, 0);
        }
        yield values.toArray(JAVA_DOUBLE);
      }
      case NativeHdf5.ENUMERATION -> {
        if (bytes != 1 || count != 1) {
          yield null;
        }
        MemorySegment value = Arena.ofAuto().allocate(8, 8);
        library.call("H5Aread", JAVA_INT, attribute, type, value);
        yield (long) value.get(ValueLayout.JAVA_BYTE, 0);
      }
      default -> null;
    };
  }

  private Object strings(long attribute, long type, boolean scalar, int count, int bytes)
      throws IOException {
    boolean variable = library.call("H5Tis_variable_str", JAVA_INT, type) > 0;
    if (!variable && (long) bytes * count > 1 << 20) {
      return null;
    }
    MemorySegment values = Arena.ofAuto().allocate((variable ? 8L : bytes) * count, 8);
    library.call("H5Aread", JAVA_INT, attribute, type, values);
    String[] texts = new String[count];
    for (int i = 0; i < count; i++) {
      if (variable) {
        MemorySegment pointer = values.get(ADDRESS, 8L * i);
        texts[i] =
            pointer.equals(MemorySegment.NULL)
                ? ""
                : NativeHdf5.string(pointer.reinterpret(Integer.MAX_VALUE), NativeHdf5.MAX_NAME);
      } else {
        texts[i] = NativeHdf5.string(values.asSlice((long) bytes * i, bytes), bytes);
      }
    }
    return scalar ? texts[0] : texts;
  }
}
