package org.sinopia.xrf.cube.raster;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.AttributeText;
import org.sinopia.xrf.cube.store.EnergyField;
import org.sinopia.xrf.cube.store.FlatCube;
import org.sinopia.xrf.cube.store.FlatCubeWriter;
import org.sinopia.xrf.cube.store.HeaderFields;
import org.sinopia.xrf.cube.store.HeaderText;
import org.sinopia.xrf.cube.store.Interleave;

/**
 * ENVI raster: a text header {@code .hdr} and bare samples in BSQ, BIL or BIP order. {@code
 * wavelength} lists bin energies where {@code wavelength units} is keV or eV.
 */
public final class EnviFormat {

  /** Room for the energies of {@link EnergyAxis#MAX_BINS} bins. */
  private static final int MAX_HEADER = 32 << 20;

  private static final List<String> DATA_EXTENSIONS =
      List.of("", ".img", ".dat", ".raw", ".bsq", ".bil", ".bip", ".bin");

  private EnviFormat() {}

  public static DataCube open(Path file, CubeSelection selection) throws IOException {
    Path headerFile = headerOf(file);
    Path dataFile = dataOf(headerFile);
    Map<String, String> fields = fields(headerFile);
    SampleType type = type(headerFile, required(headerFile, fields, "data type"));
    CubeHeader shape =
        HeaderFields.header(
            headerFile,
            "samples, lines, bands",
            size(headerFile, fields, "lines"),
            size(headerFile, fields, "samples"),
            size(headerFile, fields, "bands"),
            type);
    CubeHeader header = shape.with(Optional.empty(), AttributeText.readField(headerFile, fields));
    long offset =
        HeaderFields.whole(
            headerFile,
            "header offset",
            fields.getOrDefault("header offset", "0"),
            0,
            Long.MAX_VALUE);
    FlatCube.Layout layout =
        new FlatCube.Layout(offset, interleave(headerFile, fields), order(headerFile, fields));
    DataCube samples = FlatCube.openWhole(dataFile, header, layout);
    try {
      return selection.uncalibrated() ? samples : calibrated(headerFile, fields, samples);
    } catch (IOException | RuntimeException e) {
      samples.close();
      throw e;
    }
  }

  private static boolean isHeader(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".hdr");
  }

  /** The header of a pair, of which {@code file} is either. */
  static Path headerOf(Path file) throws CubeFormatException {
    if (isHeader(file)) {
      return file;
    }
    Path appended = file.resolveSibling(file.getFileName() + ".hdr");
    Path replaced = RippleFormat.sibling(file, "hdr");
    if (!Files.exists(appended) && !Files.exists(replaced)) {
      throw new CubeFormatException(replaced, "file", "not found, expected beside " + file);
    }
    return Files.exists(appended) ? appended : replaced;
  }

  private static Path dataOf(Path headerFile) throws CubeFormatException {
    String name = headerFile.getFileName().toString();
    String stem = name.substring(0, name.length() - ".hdr".length());
    for (String extension : DATA_EXTENSIONS) {
      for (String variant : List.of(extension, extension.toUpperCase(Locale.ROOT))) {
        Path data = headerFile.resolveSibling(stem + variant);
        if (!stem.isEmpty() && Files.isRegularFile(data)) {
          return data;
        }
      }
    }
    throw new CubeFormatException(
        headerFile,
        "samples",
        "not found beside the header, expected " + stem + ".img or the like");
  }

  private static Map<String, String> fields(Path file) throws IOException {
    String text = HeaderText.read(file, MAX_HEADER);
    if (!text.startsWith("ENVI")) {
      throw new CubeFormatException(file, "first line", "expected ENVI");
    }
    Map<String, String> fields = new TreeMap<>();
    int at = 0;
    while (at < text.length()) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      int equals = text.indexOf('=', at);
      if (equals < 0 || equals >= end || text.charAt(at) == ';') {
        at = end + 1;
        continue;
      }
      String key = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
      String value = text.substring(equals + 1, end).strip();
      if (value.startsWith("{")) {
        int open = text.indexOf('{', equals);
        int close = text.indexOf('}', open);
        if (close < 0) {
          throw new CubeFormatException(file, key, "{ without }");
        }
        value = text.substring(open + 1, close).strip();
        end = Math.max(end, close);
      }
      fields.put(key, value);
      at = end + 1;
    }
    return fields;
  }

  private static String required(Path file, Map<String, String> fields, String key)
      throws CubeFormatException {
    String value = fields.get(key);
    if (value == null) {
      throw new CubeFormatException(file, key, "missing");
    }
    return value;
  }

  private static long size(Path file, Map<String, String> fields, String key)
      throws CubeFormatException {
    return HeaderFields.whole(file, key, required(file, fields, key), 1, Integer.MAX_VALUE);
  }

  private static SampleType type(Path file, String code) throws CubeFormatException {
    return switch (code) {
      case "1" -> SampleType.U8;
      case "2" -> SampleType.I16;
      case "3" -> SampleType.I32;
      case "4" -> SampleType.F32;
      case "5" -> SampleType.F64;
      case "12" -> SampleType.U16;
      case "13" -> SampleType.U32;
      case "14" -> SampleType.I64;
      case "15" -> SampleType.U64;
      default ->
          throw new CubeFormatException(
              file, "data type", code + ", expected 1, 2, 3, 4, 5, 12, 13, 14 or 15");
    };
  }

  private static int code(Path file, SampleType type) throws CubeFormatException {
    return switch (type) {
      case U8 -> 1;
      case I16 -> 2;
      case I32 -> 3;
      case F32 -> 4;
      case F64 -> 5;
      case U16 -> 12;
      case U32 -> 13;
      case I64 -> 14;
      case U64 -> 15;
      case I8 ->
          throw new CubeFormatException(
              file, "data type", "i8, ENVI has no signed bytes, expected another type");
    };
  }

  private static ByteOrder order(Path file, Map<String, String> fields) throws CubeFormatException {
    String order = fields.getOrDefault("byte order", "0");
    return switch (order) {
      case "0" -> ByteOrder.LITTLE_ENDIAN;
      case "1" -> ByteOrder.BIG_ENDIAN;
      default -> throw new CubeFormatException(file, "byte order", order + ", expected 0 or 1");
    };
  }

  private static Interleave interleave(Path file, Map<String, String> fields)
      throws CubeFormatException {
    String interleave = required(file, fields, "interleave").toLowerCase(Locale.ROOT);
    return switch (interleave) {
      case "bsq" -> Interleave.BSQ;
      case "bil" -> Interleave.BIL;
      case "bip" -> Interleave.BIP;
      default ->
          throw new CubeFormatException(
              file, "interleave", interleave + ", expected bsq, bil or bip");
    };
  }

  private static DataCube calibrated(Path file, Map<String, String> fields, DataCube cube)
      throws CubeFormatException {
    String units = fields.getOrDefault("wavelength units", "");
    String list = fields.get("wavelength");
    if (list == null) {
      return cube;
    }
    if (EnergyField.kevPer(units) == 0) {
      // Programs for other pictures number the bands here, or give them wavelengths.
      return cube.annotated(
          List.of(
              "wavelength: in %s, expected wavelength units of eV or keV; the cube is not calibrated"
                  .formatted(units.isBlank() ? "no unit" : units)),
          1);
    }
    List<Double> energies = new ArrayList<>();
    for (String energy : list.split(",", -1)) {
      energies.add(HeaderFields.number(file, "wavelength", energy));
    }
    double[] values = energies.stream().mapToDouble(Double::doubleValue).toArray();
    List<String> warnings = new ArrayList<>();
    DataCube result = new EnergyField(file, "wavelength", units, warnings).applyTo(cube, values);
    return warnings.isEmpty() ? result : result.annotated(warnings, 1);
  }

  /**
   * Starts an ENVI pair in native byte order.
   *
   * @param file where the header ({@code x.hdr}) or the samples ({@code x.img}) go; the other lies
   *     beside it
   * @param header shape, number type, axis and attributes of the cube
   * @param interleave BSQ, BIL or BIP
   * @throws CubeFormatException if ENVI has no such number type or order
   * @throws IOException if the folder cannot be written to
   */
  public static CubeWriter create(Path file, CubeHeader header, Interleave interleave)
      throws IOException {
    if (interleave == Interleave.BSQ_COLUMNS) {
      throw new CubeFormatException(file, "interleave", interleave + ", expected BSQ, BIL or BIP");
    }
    String text = text(file, header, interleave);
    Path headerFile = RippleFormat.sibling(file, "hdr");
    Path dataFile = isHeader(file) ? RippleFormat.sibling(file, "img") : file;
    return new FlatCubeWriter(
        header,
        new FlatCube.Layout(0, interleave, ByteOrder.nativeOrder()),
        PendingFile.of(dataFile),
        new byte[0],
        data -> HeaderText.commit(data, headerFile, text));
  }

  private static String text(Path file, CubeHeader header, Interleave interleave)
      throws CubeFormatException {
    StringBuilder text = new StringBuilder("ENVI\n");
    line(text, "samples", header.width());
    line(text, "lines", header.height());
    line(text, "bands", header.bins());
    line(text, "header offset", 0);
    line(text, "file type", "ENVI Standard");
    line(text, "data type", code(file, header.type()));
    line(text, "interleave", interleave.name().toLowerCase(Locale.ROOT));
    line(text, "byte order", ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 1 : 0);
    if (header.energy().isPresent()) {
      line(text, "wavelength units", "keV");
      line(
          text,
          "wavelength",
          Arrays.stream(header.energy().get().centresKev())
              .mapToObj(Double::toString)
              .collect(Collectors.joining(",\n", "{\n", "}")));
    }
    if (!header.attributes().isEmpty()) {
      line(text, AttributeText.KEY, "{" + AttributeText.writeField(header.attributes()) + "}");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append(" = ").append(value).append('\n');
  }
}
