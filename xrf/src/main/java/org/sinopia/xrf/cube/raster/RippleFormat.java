package org.sinopia.xrf.cube.raster;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sinopia.tensor.file.PendingFile;
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
 * Ripple, as NIST's Lispix defines it: a text header {@code .rpl} of keys and values, and the bare
 * samples in {@code .raw}. {@code depth} counts the bins; the axis is {@code depth-origin} and
 * {@code depth-scale} in {@code depth-units} (eV or keV), or {@code ev-per-chan}; Bruker's programs
 * call them {@code depthscaleorigin}, {@code depthscaleincrement} and {@code depthscaleunits}.
 * Lines of other keys, such as a title that INCA puts first, and what follows {@code ;} or the
 * value are left out.
 */
public final class RippleFormat {

  private static final int MAX_HEADER = 1 << 20;
  private static final double EV_PER_KEV = 1000;

  /** No spectrum starts this far from 0; a few eV from it are less than a channel. */
  private static final double MAX_ORIGIN_KEV = 5;

  private RippleFormat() {}

  public static DataCube open(Path file, CubeSelection selection) throws IOException {
    Path headerFile = sibling(file, "rpl");
    Path dataFile = sibling(file, "raw");
    if (!Files.exists(headerFile)) {
      throw new CubeFormatException(headerFile, "file", "not found, expected beside " + file);
    }
    if (!Files.exists(dataFile)) {
      throw new CubeFormatException(dataFile, "file", "not found, expected beside " + file);
    }
    Map<String, String> fields = fields(headerFile);
    SampleType type = type(headerFile, fields);
    CubeHeader shape =
        HeaderFields.header(
            headerFile,
            "width, height, depth",
            size(headerFile, fields, "height"),
            size(headerFile, fields, "width"),
            size(headerFile, fields, "depth"),
            type);
    CubeHeader header = shape.with(Optional.empty(), AttributeText.readField(headerFile, fields));
    long offset =
        HeaderFields.whole(
            headerFile, "offset", fields.getOrDefault("offset", "0"), 0, Long.MAX_VALUE);
    FlatCube.Layout layout =
        new FlatCube.Layout(
            offset, interleave(headerFile, fields), order(headerFile, fields, type));
    DataCube samples = FlatCube.openWhole(dataFile, header, layout);
    try {
      return selection.uncalibrated() ? samples : calibrated(headerFile, fields, samples);
    } catch (IOException | RuntimeException e) {
      samples.close();
      throw e;
    }
  }

  /** The file of the same name with another extension, in the case that exists. */
  public static Path sibling(Path file, String extension) {
    String name = file.getFileName().toString();
    String stem = name.replaceFirst("\\.[^.]*$", "");
    if (name.toLowerCase(Locale.ROOT).endsWith("." + extension)) {
      return file;
    }
    Path upper = file.resolveSibling(stem + "." + extension.toUpperCase(Locale.ROOT));
    return Files.exists(upper) ? upper : file.resolveSibling(stem + "." + extension);
  }

  private static Map<String, String> fields(Path file) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    for (String line : HeaderText.read(file, MAX_HEADER).lines().toList()) {
      if (line.startsWith(";") || line.isBlank()) {
        continue;
      }
      String[] parts = line.strip().split("\\s+", 2);
      String key = parts[0].toLowerCase(Locale.ROOT);
      String value = parts.length == 2 ? parts[1].strip() : "";
      fields.put(key, key.equals(AttributeText.KEY) ? value : value.split("[;\\t]", 2)[0].strip());
    }
    return fields;
  }

  private static String required(Path file, Map<String, String> fields, String key)
      throws CubeFormatException {
    String value = fields.get(key);
    if (value == null || value.isEmpty()) {
      throw new CubeFormatException(file, key, "missing");
    }
    return value;
  }

  private static long size(Path file, Map<String, String> fields, String key)
      throws CubeFormatException {
    return HeaderFields.whole(file, key, required(file, fields, key), 1, Integer.MAX_VALUE);
  }

  private static SampleType type(Path file, Map<String, String> fields) throws CubeFormatException {
    String kind = required(file, fields, "data-type").toLowerCase(Locale.ROOT);
    String bytes = required(file, fields, "data-length");
    return switch (kind + " " + bytes) {
      case "unsigned 1" -> SampleType.U8;
      case "unsigned 2" -> SampleType.U16;
      case "unsigned 4" -> SampleType.U32;
      case "unsigned 8" -> SampleType.U64;
      case "signed 1" -> SampleType.I8;
      case "signed 2" -> SampleType.I16;
      case "signed 4" -> SampleType.I32;
      case "signed 8" -> SampleType.I64;
      case "float 4" -> SampleType.F32;
      case "float 8" -> SampleType.F64;
      default ->
          throw new CubeFormatException(
              file,
              "data-type, data-length",
              kind + ", " + bytes + ", expected signed or unsigned of 1, 2, 4, 8 or float of 4, 8");
    };
  }

  private static ByteOrder order(Path file, Map<String, String> fields, SampleType type)
      throws CubeFormatException {
    String order = fields.getOrDefault("byte-order", "dont-care").toLowerCase(Locale.ROOT);
    return switch (order) {
      // Writers that do not care write as their machine does, and those are little-endian.
      case "little-endian", "dont-care" -> ByteOrder.LITTLE_ENDIAN;
      case "big-endian" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new CubeFormatException(
              file,
              "byte-order",
              order + ", expected little-endian, big-endian or dont-care, for " + type.label());
    };
  }

  private static Interleave interleave(Path file, Map<String, String> fields)
      throws CubeFormatException {
    String record = required(file, fields, "record-by").toLowerCase(Locale.ROOT);
    return switch (record) {
      case "vector" -> Interleave.BIP;
      case "image" -> Interleave.BSQ;
      // One picture or one spectrum: both orders are the same.
      case "dont-care" -> fields.get("depth").equals("1") ? Interleave.BSQ : Interleave.BIP;
      default ->
          throw new CubeFormatException(
              file, "record-by", record + ", expected vector, image or dont-care");
    };
  }

  /**
   * The first of several spellings of a key that has a value; without hyphens, as Bruker has it.
   */
  private static String value(Map<String, String> fields, String... keys) {
    for (String key : keys) {
      for (Map.Entry<String, String> field : fields.entrySet()) {
        boolean same = field.getKey().replace("-", "").equals(key.replace("-", ""));
        if (same && !field.getValue().isEmpty()) {
          return field.getValue();
        }
      }
    }
    return "";
  }

  private static DataCube calibrated(Path file, Map<String, String> fields, DataCube cube)
      throws CubeFormatException {
    String units = value(fields, "depth-units", "depth-scale-units");
    String scale = value(fields, "depth-scale", "depth-scale-increment");
    String origin = value(fields, "depth-origin", "depth-scale-origin");
    String perChannel = value(fields, "ev-per-chan", "ev-per-channel");
    List<String> warnings = new ArrayList<>();
    DataCube result = cube;
    boolean energy = EnergyField.kevPer(units) > 0;
    if (!scale.isEmpty() && (energy || perChannel.isEmpty())) {
      double zero = origin.isEmpty() ? 0 : HeaderFields.number(file, "depth-origin", origin);
      double gain = HeaderFields.number(file, "depth-scale", scale);
      result = new EnergyField(file, "depth-scale", units, warnings).applyTo(cube, zero, gain, 0);
    } else if (!perChannel.isEmpty()) {
      double gain = HeaderFields.number(file, "ev-per-chan", perChannel);
      double zero = units.isEmpty() && !origin.isEmpty() ? zeroEv(file, origin, warnings) : 0;
      result = new EnergyField(file, "ev-per-chan", "eV", warnings).applyTo(cube, zero, gain, 0);
    }
    return warnings.isEmpty() ? result : result.annotated(warnings, 1);
  }

  /** The origin, in eV, where the header names eV per channel and no unit. */
  private static double zeroEv(Path file, String origin, List<String> warnings)
      throws CubeFormatException {
    double zero = HeaderFields.number(file, "depth-origin", origin);
    boolean kev = Math.abs(zero) < MAX_ORIGIN_KEV;
    if (zero != 0) {
      warnings.add(
          "depth-origin: %s without depth-units, read as %s".formatted(origin, kev ? "keV" : "eV"));
    }
    return kev ? zero * EV_PER_KEV : zero;
  }

  /**
   * Starts an RPL+RAW pair in native byte order.
   *
   * @param file where the {@code .rpl} goes; the {@code .raw} lies beside it
   * @param header shape, number type, axis and attributes of the cube
   * @param interleave {@link Interleave#BIP} (record-by vector) or {@link Interleave#BSQ}
   *     (record-by image)
   * @throws CubeFormatException if the order is another
   * @throws IOException if the folder cannot be written to
   */
  public static CubeWriter create(Path file, CubeHeader header, Interleave interleave)
      throws IOException {
    if (interleave != Interleave.BIP && interleave != Interleave.BSQ) {
      throw new CubeFormatException(file, "record-by", interleave + ", expected BIP or BSQ");
    }
    Path headerFile = sibling(file, "rpl");
    PendingFile samples = PendingFile.of(sibling(file, "raw"));
    return new FlatCubeWriter(
        header,
        new FlatCube.Layout(0, interleave, ByteOrder.nativeOrder()),
        samples,
        new byte[0],
        data -> HeaderText.commit(data, headerFile, text(header, interleave)));
  }

  private static String text(CubeHeader header, Interleave interleave) {
    SampleType type = header.type();
    StringBuilder text = new StringBuilder("key\tvalue\n");
    line(text, "width", header.width());
    line(text, "height", header.height());
    line(text, "depth", header.bins());
    line(text, "offset", 0);
    line(text, "data-length", type.bytes());
    line(
        text, "data-type", type.isFloating() ? "float" : type.isUnsigned() ? "unsigned" : "signed");
    String nativeOrder =
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? "big-endian" : "little-endian";
    line(text, "byte-order", type.bytes() == 1 ? "dont-care" : nativeOrder);
    line(text, "record-by", interleave == Interleave.BIP ? "vector" : "image");
    header
        .energy()
        .ifPresent(
            axis -> {
              line(text, "ev-per-chan", axis.widthKev() * EV_PER_KEV);
              line(text, "depth-origin", axis.centreKev(0));
              line(text, "depth-scale", axis.widthKev());
              line(text, "depth-units", "keV");
            });
    if (!header.attributes().isEmpty()) {
      line(text, AttributeText.KEY, AttributeText.writeField(header.attributes()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append('\t').append(value).append('\n');
  }
}
