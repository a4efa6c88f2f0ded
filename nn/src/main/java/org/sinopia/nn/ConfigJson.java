package org.sinopia.nn;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Configurations, which are records, as JSON: {@code dimHead} is spelled {@code dim_head},
 * constants of enums are spelled in lower case. A field that is left out keeps its default; one
 * that the record does not have is refused.
 */
public final class ConfigJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private ConfigJson() {}

  /** A configuration is not what it should be; the message names the source and the field. */
  public static final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidConfigException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads a file.
   *
   * @param defaults what stands for fields that are left out
   * @throws InvalidConfigException if it is no JSON, or a field is unknown, of the wrong type or
   *     out of range
   */
  public static <C extends Record> C read(Path file, C defaults) throws IOException {
    return parse(text(file), file.toString(), defaults);
  }

  /**
   * The text of a JSON file.
   *
   * @throws InvalidConfigException if it is a folder
   */
  public static String text(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new InvalidConfigException(file + ": is a folder, expected a JSON file", null);
    }
    return new String(Files.readAllBytes(file), UTF_8);
  }

  /**
   * Reads a string.
   *
   * @param source what messages call it
   */
  public static <C extends Record> C parse(String json, String source, C defaults) {
    @SuppressWarnings("unchecked") // the class of a C is that of C's
    Class<C> type = (Class<C>) defaults.getClass();
    try {
      JsonNode given = JSON.readTree(json);
      if (!given.isObject()) {
        throw new InvalidConfigException(source + ": expected a JSON object", null);
      }
      ObjectNode whole = JSON.valueToTree(defaults);
      overlay(whole, (ObjectNode) given);
      return JSON.treeToValue(whole, type);
    } catch (JsonProcessingException e) {
      throw new InvalidConfigException(source + ": " + reason(e), e);
    }
  }

  private static void overlay(ObjectNode whole, ObjectNode given) {
    for (var field : given.properties()) {
      if (whole.get(field.getKey()) instanceof ObjectNode under
          && field.getValue() instanceof ObjectNode over) {
        overlay(under, over);
      } else {
        whole.set(field.getKey(), field.getValue());
      }
    }
  }

  /** All fields, on several lines. */
  public static String write(Record config) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(config.getClass().getSimpleName() + " as JSON", e);
    }
  }

  private static String reason(JsonProcessingException e) {
    return switch (e) {
      case UnrecognizedPropertyException u ->
          "field " + path(u) + " is unknown; known are " + sorted(u);
      case InvalidFormatException f when f.getTargetType().isEnum() ->
          "field "
              + path(f)
              + " is "
              + f.getValue()
              + ", expected one of "
              + Arrays.stream(f.getTargetType().getEnumConstants())
                  .map(c -> c.toString().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", "));
      case ValueInstantiationException v when v.getCause() instanceof IllegalArgumentException c ->
          (v.getPath().isEmpty() ? "" : "field " + path(v) + ": ") + c.getMessage();
      case MismatchedInputException m when !m.getPath().isEmpty() ->
          "field " + path(m) + ": expected " + expected(m);
      default -> e.getOriginalMessage();
    };
  }

  private static String expected(MismatchedInputException m) {
    Class<?> type = m.getTargetType();
    return type == null ? "another value: " + m.getOriginalMessage() : nameOf(type);
  }

  private static String nameOf(Class<?> type) {
    if (type == int.class || type == long.class || type == Integer.class) {
      return "an integer";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    return type == boolean.class ? "true or false" : "a " + type.getSimpleName();
  }

  private static String sorted(UnrecognizedPropertyException u) {
    return u.getKnownPropertyIds().stream()
        .map(Object::toString)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }
}
