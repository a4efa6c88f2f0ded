package org.sinopia.xrf.instrument;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Instruments as JSON: the fields of {@link Instrument} and its parts in snake case, every one
 * required and no other allowed.
 */
public final class InstrumentFile {

  private static final long MAX_BYTES = 1 << 20;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private InstrumentFile() {}

  /**
   * Reads an instrument.
   *
   * @throws IllegalArgumentException with one line that names file and field, if the file is no
   *     instrument
   * @throws IOException if the file cannot be read
   */
  public static Instrument read(Path file) throws IOException {
    long bytes = Files.size(file);
    if (Files.isDirectory(file) || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%s: is %s, expected the JSON of an instrument"
              .formatted(file, Files.isDirectory(file) ? "a folder" : "of " + bytes + " bytes"));
    }
    try {
      Instrument read = MAPPER.readValue(Files.readAllBytes(file), Instrument.class);
      if (read == null) {
        throw new IllegalArgumentException(file + ": is null, expected an instrument");
      }
      return read;
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(file + ": " + field(e) + reason(e), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "%s: line %d: no JSON: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  oneLine(e.getOriginalMessage())),
          e);
    }
  }

  /** The JSON of an instrument. */
  public static String json(Instrument instrument) {
    try {
      return MAPPER.writeValueAsString(instrument);
    } catch (JacksonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String field(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null
                        ? Integer.toString(step.getIndex())
                        : step.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "" : path + ": ";
  }

  private static String reason(JsonMappingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown field, expected one of " + unknown.getKnownPropertyIds();
    }
    if (e.getCause() instanceof IllegalArgumentException bad) {
      return oneLine(bad.getMessage());
    }
    String message = oneLine(e.getOriginalMessage());
    if (!(e instanceof MismatchedInputException mismatch)) {
      return message;
    }
    if (message.startsWith("Missing")
        || message.startsWith("Null")
        || message.startsWith("Cannot map `null`")) {
      return "is missing";
    }
    if (message.startsWith("No content")) {
      return "is empty, expected the JSON of an instrument";
    }
    if (message.startsWith("Trailing")) {
      return "more follows the instrument, expected the end of the file";
    }
    return "is of the wrong kind, expected " + expected(mismatch.getTargetType());
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "another value";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> MAPPER.valueToTree(constant).asText())
          .collect(Collectors.joining(" or "));
    }
    if (type.isPrimitive()) {
      return type == double.class ? "a number" : "a whole number";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return type == String.class ? "a text" : "an object";
  }

  private static String oneLine(String text) {
    return String.valueOf(text).replaceAll("\\R", " ");
  }
}
