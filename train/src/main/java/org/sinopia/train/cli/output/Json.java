package org.sinopia.train.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How {@code --json} spells records: snake case, indented; numbers that are not finite are null.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteNumbers())
                  .addSerializer(double.class, new FiniteNumbers())
                  .addSerializer(Float.class, new FiniteNumbers())
                  .addSerializer(float.class, new FiniteNumbers()))
          .build();

  private Json() {}

  /** JSON has no NaN and no infinity; they are null. */
  private static final class FiniteNumbers extends StdScalarSerializer<Number> {
    private static final long serialVersionUID = 1L;

    FiniteNumbers() {
      super(Number.class);
    }

    @Override
    public void serialize(Number number, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (!Double.isFinite(number.doubleValue())) {
        json.writeNull();
      } else if (number instanceof Float single) {
        json.writeNumber(single);
      } else {
        json.writeNumber(number.doubleValue());
      }
    }
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
