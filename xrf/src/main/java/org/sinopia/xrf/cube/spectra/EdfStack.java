package org.sinopia.xrf.cube.spectra;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.EnergyField;
import org.sinopia.xrf.cube.store.FlatCube;
import org.sinopia.xrf.cube.store.HeaderFields;
import org.sinopia.xrf.cube.store.Interleave;
import org.sinopia.xrf.cube.store.TemporaryCube;

/**
 * The ESRF data format: blocks of a text header in braces, padded to a multiple of 512 bytes, and a
 * picture of Dim_2 spectra of Dim_1 channels. Each picture is a row of the scan; the pictures are
 * those of one file, or of all {@code .edf} files of a folder or pattern in order of name. {@code
 * MCA a}, {@code b}, {@code c} calibrate.
 */
public final class EdfStack {

  private static final int BLOCK = 512;
  private static final int MAX_HEADER = 1 << 20;

  private EdfStack() {}

  /** A picture in a file. */
  private record Picture(
      Path file,
      long start,
      long bins,
      long columns,
      SampleType type,
      ByteOrder order,
      Map<String, String> fields) {
    long bytes() {
      return bins * columns * type.bytes();
    }
  }

  /** Whether a path is an EDF file, or a folder or pattern of such. */
  static boolean isEdf(Path path) throws IOException {
    return Files.isRegularFile(path)
        ? FileSet.extension(path).equals("edf")
        : !FileSet.list(path, Set.of("edf")).isEmpty();
  }

  /** Whether a path is an EDF file, or a folder or pattern of such. */
  public static boolean isOne(Path path) {
    try {
      return isEdf(path);
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Opens the stack.
   *
   * @throws CubeFormatException if a file is damaged or of another size than the first
   */
  public static DataCube open(Path path, CubeSelection selection) throws IOException {
    List<Path> files =
        Files.isRegularFile(path) ? List.of(path) : FileSet.list(path, Set.of("edf"));
    List<Picture> pictures = new ArrayList<>();
    for (Path file : files) {
      read(file, pictures);
    }
    Picture first = pictures.getFirst();
    for (Picture picture : pictures) {
      if (picture.bins != first.bins
          || picture.columns != first.columns
          || picture.type != first.type
          || picture.order != first.order) {
        throw new CubeFormatException(
            picture.file,
            "Dim_1, Dim_2, DataType",
            "%d, %d, %s, expected %d, %d, %s as the first picture"
                .formatted(
                    picture.bins,
                    picture.columns,
                    picture.type.label(),
                    first.bins,
                    first.columns,
                    first.type.label()));
      }
    }
    CubeHeader shape =
        HeaderFields.header(
            path, "Dim_1, Dim_2", pictures.size(), first.columns, first.bins, first.type);
    DataCube cube =
        TemporaryCube.of(
            shape.with(Optional.empty(), Map.of()),
            new FlatCube.Layout(0, Interleave.BIP, first.order),
            out -> {
              for (Picture picture : pictures) {
                copy(picture, out);
              }
            });
    try {
      return selection.uncalibrated() ? cube : calibrated(first, cube);
    } catch (IOException | RuntimeException e) {
      cube.close();
      throw e;
    }
  }

  private static void copy(Picture picture, OutputStream out) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(picture.file.toFile(), "r")) {
      in.seek(picture.start);
      byte[] buffer = new byte[1 << 16];
      for (long left = picture.bytes(); left > 0; ) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new CubeFormatException(picture.file, "samples", "the file ends");
        }
        out.write(buffer, 0, count);
        left -= count;
      }
    }
  }

  private static void read(Path file, List<Picture> pictures) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long at = 0;
      while (at < in.length()) {
        Map<String, String> fields = new TreeMap<>();
        long start = header(file, in, at, fields);
        Picture picture = picture(file, start, fields);
        if (picture.bytes() > in.length() - start) {
          throw new CubeFormatException(
              file,
              "samples",
              "%d x %d of %s from byte %d on, the file has %d bytes"
                  .formatted(
                      picture.columns, picture.bins, picture.type.label(), start, in.length()));
        }
        pictures.add(picture);
        at = start + picture.bytes();
        if (in.length() - at < BLOCK) {
          return;
        }
      }
    }
    if (pictures.isEmpty()) {
      throw new CubeFormatException(file, "header", "the file is empty");
    }
  }

  /** Reads a header; where it ends. */
  private static long header(Path file, RandomAccessFile in, long at, Map<String, String> fields)
      throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] block = new byte[BLOCK];
    in.seek(at);
    while (text.length() < MAX_HEADER) {
      int count = in.read(block);
      if (count <= 0) {
        break;
      }
      text.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
      int end = text.indexOf("}\n");
      if (end < 0 && text.toString().stripTrailing().endsWith("}")) {
        end = text.lastIndexOf("}") - 1;
      }
      if (end >= 0) {
        fields(text.substring(0, end), fields);
        return at + (end + 2 + BLOCK - 1) / BLOCK * (long) BLOCK;
      }
    }
    throw new CubeFormatException(file, "header", "no closing brace, expected EDF");
  }

  private static void fields(String header, Map<String, String> fields) {
    for (String field : header.substring(header.indexOf('{') + 1).split(";", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            field
                .substring(0, equals)
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s:]+", " ")
                .strip(),
            field.substring(equals + 1).strip());
      }
    }
  }

  private static Picture picture(Path file, long start, Map<String, String> fields)
      throws CubeFormatException {
    SampleType type =
        switch (fields.getOrDefault("datatype", "").toLowerCase(Locale.ROOT)) {
          case "unsignedbyte" -> SampleType.U8;
          case "signedbyte" -> SampleType.I8;
          case "unsignedshort" -> SampleType.U16;
          case "signedshort" -> SampleType.I16;
          case "unsignedinteger", "unsignedlong" -> SampleType.U32;
          case "signedinteger", "signedlong" -> SampleType.I32;
          case "unsigned64" -> SampleType.U64;
          case "signed64" -> SampleType.I64;
          case "float", "floatvalue", "real" -> SampleType.F32;
          case "double", "doublevalue" -> SampleType.F64;
          default ->
              throw new CubeFormatException(
                  file,
                  "DataType",
                  fields.getOrDefault("datatype", "missing") + ", expected such as UnsignedShort");
        };
    boolean big = fields.getOrDefault("byteorder", "").equalsIgnoreCase("HighByteFirst");
    return new Picture(
        file,
        start,
        size(file, "Dim_1", fields),
        size(file, "Dim_2", fields),
        type,
        big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        fields);
  }

  private static long size(Path file, String name, Map<String, String> fields)
      throws CubeFormatException {
    String value = fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    return HeaderFields.whole(file, name, value, 1, 1 << 24);
  }

  private static DataCube calibrated(Picture first, DataCube cube) throws CubeFormatException {
    Map<String, String> fields = first.fields;
    if (!fields.containsKey("mca a") || !fields.containsKey("mca b")) {
      return cube;
    }
    List<String> warnings = new ArrayList<>();
    DataCube calibrated =
        new EnergyField(first.file, "MCA a, b, c", "", warnings)
            .applyTo(
                cube,
                HeaderFields.number(first.file, "MCA a", fields.get("mca a")),
                HeaderFields.number(first.file, "MCA b", fields.get("mca b")),
                HeaderFields.number(first.file, "MCA c", fields.getOrDefault("mca c", "0")));
    return warnings.isEmpty() ? calibrated : calibrated.annotated(warnings, 1);
  }
}
