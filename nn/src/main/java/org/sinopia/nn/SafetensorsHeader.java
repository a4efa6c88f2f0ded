package org.sinopia.nn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;

/**
 * The JSON header of a safetensors file: for each tensor its dtype, shape and byte range in what
 * follows the header, and under {@code __metadata__} strings of the writer's own.
 */
record SafetensorsHeader(
    SequencedMap<String, Entry> entries, SequencedMap<String, String> metadata) {
  /** The most that the format's own reader accepts. */
  static final long MAX_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * One tensor.
   *
   * @param dtype as the file spells it
   * @param begin its first byte, counted from the end of the header
   * @param end the byte after its last
   */
  record Entry(String dtype, Shape shape, long begin, long end) {}

  /**
   * Reads a header and checks that its tensors lie one after another, without gaps, over exactly
   * {@code dataBytes}.
   */
  static SafetensorsHeader parse(Path file, byte[] json, long dataBytes)
      throws SafetensorsException {
    JsonNode root;
    try {
      root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new SafetensorsException(file + ": header: " + e.getOriginalMessage(), e);
    }
    if (!root.isObject()) {
      throw new SafetensorsException(file + ": header: expected a JSON object");
    }
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    for (var field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        for (var entry : field.getValue().properties()) {
          metadata.put(entry.getKey(), entry.getValue().asText());
        }
      } else {
        entries.put(field.getKey(), entry(file + ": tensor " + field.getKey(), field.getValue()));
      }
    }
    adjoin(file, entries, dataBytes);
    return new SafetensorsHeader(
        Collections.unmodifiableSequencedMap(entries),
        Collections.unmodifiableSequencedMap(metadata));
  }

  private static Entry entry(String where, JsonNode node) throws SafetensorsException {
    String dtype = node.path("dtype").asText();
    JsonNode sides = node.path("shape");
    JsonNode range = node.path("data_offsets");
    if (dtype.isEmpty() || !sides.isArray() || range.size() != 2) {
      throw new SafetensorsException(
          where + ": expected the fields dtype, shape and data_offsets, found " + node);
    }
    int[] extents = new int[sides.size()];
    for (int i = 0; i < extents.length; i++) {
      if (!sides.get(i).canConvertToInt() || !sides.get(i).isIntegralNumber()) {
        throw new SafetensorsException(where + ": shape " + sides + ": expected integers");
      }
      extents[i] = sides.get(i).intValue();
    }
    if (!range.get(0).isIntegralNumber() || !range.get(1).isIntegralNumber()) {
      throw new SafetensorsException(where + ": data_offsets " + range + ": expected integers");
    }
    Shape shape;
    try {
      shape = Shape.of(extents);
    } catch (ShapeMismatchException e) {
      throw new SafetensorsException(where + ": " + e.getMessage(), e);
    }
    Entry entry = new Entry(dtype, shape, range.get(0).longValue(), range.get(1).longValue());
    StoredType type = StoredType.find(dtype);
    if (type != null && entry.end() - entry.begin() != shape.elements() * type.bytes()) {
      throw new SafetensorsException(
          where
              + ": shape "
              + shape
              + " of "
              + dtype
              + " takes "
              + shape.elements() * type.bytes()
              + " bytes, data_offsets give "
              + (entry.end() - entry.begin()));
    }
    return entry;
  }

  private static void adjoin(Path file, SequencedMap<String, Entry> entries, long dataBytes)
      throws SafetensorsException {
    List<String> order =
        entries.keySet().stream()
            .sorted(Comparator.comparingLong(name -> entries.get(name).begin()))
            .toList();
    long at = 0;
    String before = null;
    for (String name : order) {
      Entry entry = entries.get(name);
      if (entry.begin() != at || entry.end() < entry.begin()) {
        String fault =
            before != null && entry.begin() < at
                ? "overlaps tensor " + before
                : "does not follow what is before it";
        throw new SafetensorsException(
            file
                + ": tensor "
                + name
                + ": bytes ["
                + entry.begin()
                + ", "
                + entry.end()
                + ") "
                + fault
                + ", which ends at "
                + at);
      }
      if (entry.end() > dataBytes) {
        throw new SafetensorsException(
            file
                + ": tensor "
                + name
                + ": ends at byte "
                + entry.end()
                + " of the data, the file has "
                + dataBytes
                + ": truncated");
      }
      at = entry.end();
      before = name;
    }
    if (at != dataBytes) {
      throw new SafetensorsException(
          file + ": " + (dataBytes - at) + " bytes after the last tensor belong to none");
    }
  }

  /** The header as bytes, padded with spaces so that the data start at a multiple of eight. */
  byte[] toBytes() {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject(METADATA);
      metadata.forEach(node::put);
    }
    entries.forEach(
        (name, entry) -> {
          ObjectNode node = root.putObject(name);
          node.put("dtype", entry.dtype());
          var shape = node.putArray("shape");
          for (int extent : entry.shape().extents()) {
            shape.add(extent);
          }
          node.putArray("data_offsets").add(entry.begin()).add(entry.end());
        });
    String json = root.toString();
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat(-length & 7)).getBytes(StandardCharsets.UTF_8);
  }
}
