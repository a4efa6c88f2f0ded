package org.sinopia.xrf.cube.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.sinopia.xrf.cube.CubeFormatException;

/** A cube's attributes as one JSON object: strings, whole numbers (longs), others (doubles). */
public final class AttributeText {

  /** The field or member that holds the object. */
  public static final String KEY = "attributes";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private AttributeText() {}

  public static String write(Map<String, Object> attributes) {
    try {
      return JSON.writeValueAsString(attributes);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("attributes: " + e.getOriginalMessage(), e);
    }
  }

  /** The object without the characters that end a field in headers made of lines and braces. */
  public static String writeField(Map<String, Object> attributes) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : write(attributes).getBytes(StandardCharsets.UTF_8)) {
      if (b <= ' ' || b == '%' || b == '{' || b == '}' || b == '=' || b == 0x7F) {
        escaped.append("%%%02X".formatted(b & 0xFF));
      } else {
        escaped.append((char) (b & 0xFF));
      }
    }
    return escaped.toString();
  }

  public static Map<String, Object> read(Path file, String text) throws CubeFormatException {
    try {
      JsonNode object = JSON.readTree(text);
      if (object == null || !object.isObject()) {
        throw new CubeFormatException(file, KEY, "expected a JSON object");
      }
      Map<String, Object> attributes = new TreeMap<>();
      for (var entry : object.properties()) {
        JsonNode value = entry.getValue();
        if (value.isTextual()) {
          attributes.put(entry.getKey(), value.textValue());
        } else if (value.isIntegralNumber() && value.canConvertToLong()) {
          attributes.put(entry.getKey(), value.longValue());
        } else if (value.isNumber()) {
          attributes.put(entry.getKey(), value.doubleValue());
        } else {
          throw new CubeFormatException(
              file, KEY + "." + entry.getKey(), "expected a string or a number");
        }
      }
      return attributes;
    } catch (JsonProcessingException e) {
      throw new CubeFormatException(file, KEY, "not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The attributes of a header of text fields; none if it has no such field. */
  public static Map<String, Object> readField(Path file, Map<String, String> fields)
      throws CubeFormatException {
    String field = fields.get(KEY);
    if (field == null) {
      return Map.of();
    }
    byte[] escaped = field.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[escaped.length];
    int used = 0;
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] == '%' && i + 2 < escaped.length) {
        int high = Character.digit(escaped[i + 1], 16);
        int low = Character.digit(escaped[i + 2], 16);
        if (high < 0 || low < 0) {
          throw new CubeFormatException(file, KEY, "expected two hexadecimal digits after %");
        }
        bytes[used++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        bytes[used++] = escaped[i];
      }
    }
    return read(file, new String(bytes, 0, used, StandardCharsets.UTF_8));
  }
}
