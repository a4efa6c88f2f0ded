package org.sinopia.xrf.cube.npy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.FlatCube;
import org.sinopia.xrf.cube.store.HeaderFields;
import org.sinopia.xrf.cube.store.Interleave;
import org.sinopia.xrf.cube.store.StridedCopy;

/**
 * The header of an array in NumPy's NPY format (numpy.lib.format, versions 1.0 to 3.0).
 *
 * @param type number type
 * @param order byte order of the samples
 * @param columnMajor whether the first dimension varies fastest
 * @param shape sizes of the dimensions
 * @param length bytes of the header itself, where the samples start
 */
public record NpyHeader(
    SampleType type, ByteOrder order, boolean columnMajor, List<Long> shape, int length) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_TEXT = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d+)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,L ]*)\\)");

  /**
   * Reads the header at the start of a stream.
   *
   * @param file named in errors
   */
  public static NpyHeader read(InputStream in, Path file) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(MAGIC, Arrays.copyOf(start, 6))) {
      throw new CubeFormatException(file, "magic", "not an NPY file, expected \\x93NUMPY");
    }
    if (start[6] < 1 || start[6] > 3) {
      throw new CubeFormatException(file, "version", start[6] + ", expected 1, 2 or 3");
    }
    int lengthBytes = start[6] == 1 ? 2 : 4;
    byte[] length = Arrays.copyOf(in.readNBytes(lengthBytes), 4);
    long textLength =
        Integer.toUnsignedLong(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt());
    if (textLength > MAX_TEXT) {
      throw new CubeFormatException(
          file, "header length", textLength + " bytes, expected at most " + MAX_TEXT);
    }
    byte[] text = in.readNBytes((int) textLength);
    if (text.length < textLength) {
      throw new CubeFormatException(
          file, "header", "%d of %d bytes, the file ends".formatted(text.length, textLength));
    }
    return parse(
        new String(text, StandardCharsets.UTF_8), 8 + lengthBytes + (int) textLength, file);
  }

  private static NpyHeader parse(String text, int length, Path file) throws CubeFormatException {
    Matcher descr = field(DESCR, text, "descr", "a plain number type such as '<u2'", file);
    SampleType type =
        switch (descr.group(2)) {
          case "u1", "b1" -> SampleType.U8;
          case "i1" -> SampleType.I8;
          case "u2" -> SampleType.U16;
          case "i2" -> SampleType.I16;
          case "u4" -> SampleType.U32;
          case "i4" -> SampleType.I32;
          case "u8" -> SampleType.U64;
          case "i8" -> SampleType.I64;
          case "f4" -> SampleType.F32;
          case "f8" -> SampleType.F64;
          default ->
              throw new CubeFormatException(
                  file,
                  "descr",
                  descr.group(2) + ", expected u1, i1, u2, i2, u4, i4, u8, i8, f4, f8 or b1");
        };
    ByteOrder order = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    boolean columnMajor =
        field(FORTRAN, text, "fortran_order", "True or False", file).group(1).equals("True");
    String sizes = field(SHAPE, text, "shape", "a tuple of sizes", file).group(1);
    try {
      List<Long> shape =
          Pattern.compile("[,L ]+")
              .splitAsStream(sizes)
              .filter(size -> !size.isEmpty())
              .map(Long::valueOf)
              .toList();
      return new NpyHeader(type, order, columnMajor, shape, length);
    } catch (NumberFormatException e) {
      throw new CubeFormatException(file, "shape", "(" + sizes + "), expected sizes", e);
    }
  }

  private static Matcher field(
      Pattern pattern, String text, String name, String expected, Path file)
      throws CubeFormatException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new CubeFormatException(file, name, "missing or malformed, expected " + expected);
    }
    return matcher;
  }

  /** The header of a cube of this array. */
  CubeHeader cube(Path file) throws CubeFormatException {
    if (shape.size() != 3) {
      throw new CubeFormatException(file, "shape", sizes() + ", expected (height, width, bins)");
    }
    return HeaderFields.header(file, "shape", shape.get(0), shape.get(1), shape.get(2), type);
  }

  /** Where and how the samples lie. */
  FlatCube.Layout layout() {
    return new FlatCube.Layout(
        length, columnMajor ? Interleave.BSQ_COLUMNS : Interleave.BIP, order);
  }

  /**
   * The values of a one-dimensional array that follows its header.
   *
   * @param most the most values expected
   */
  double[] values(InputStream in, int most, Path file) throws IOException {
    if (shape.size() != 1 || shape.get(0) < 1 || shape.get(0) > most) {
      throw new CubeFormatException(
          file, "energy shape", sizes() + ", expected 1 dimension of at most " + most);
    }
    int count = shape.get(0).intValue();
    byte[] bytes = in.readNBytes(count * type.bytes());
    if (bytes.length < count * type.bytes()) {
      throw new EOFException(file + ": energy: fewer than " + count + " values");
    }
    double[] values = new double[count];
    var swapped = new byte[bytes.length];
    StridedCopy.copy(
        type.bytes(),
        1,
        count,
        1,
        MemorySegment.ofArray(bytes),
        StridedCopy.Strides.packed(count, 1),
        order,
        MemorySegment.ofArray(swapped),
        StridedCopy.Strides.packed(count, 1),
        ByteOrder.nativeOrder());
    type.toDoubles(MemorySegment.ofArray(swapped), 0, values, 0, count);
    return values;
  }

  private String sizes() {
    return shape.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  /** The bytes of a version 1.0 header of a row-major array in native byte order. */
  public static byte[] write(SampleType type, long... shape) {
    String kind = type.isFloating() ? "f" : type.isUnsigned() ? "u" : "i";
    String order =
        type.bytes() == 1 ? "|" : ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ">" : "<";
    String sizes =
        LongStream.of(shape).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
    String text =
        "{'descr': '%s%s%d', 'fortran_order': False, 'shape': (%s), }"
            .formatted(order, kind, type.bytes(), sizes);
    // Samples start at a multiple of 64 bytes, after the newline that ends the header.
    int total = Math.ceilDiv(10 + text.length() + 1, 64) * 64;
    ByteBuffer bytes = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - 10));
    bytes.put(
        (text + " ".repeat(total - 11 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    return bytes.array();
  }
}
