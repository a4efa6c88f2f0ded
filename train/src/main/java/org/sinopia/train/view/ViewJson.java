package org.sinopia.train.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.sinopia.train.view.server.BadRequestException;

/**
 * How the page and the program speak: records in snake case; numbers that are not finite are null.
 */
final class ViewJson {
  private static final int MAX_DEPTH = 16;
  private static final JsonMapper MAPPER = mapper();

  private ViewJson() {}

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(
                new SimpleModule()
                    .addSerializer(Double.class, new FiniteNumber())
                    .addSerializer(double.class, new FiniteNumber())
                    .addSerializer(RegionSpectrum.Spectrum.class, new SpectrumValues()))
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
    return mapper;
  }

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what a page sent.
   *
   * @throws BadRequestException if it is not such a record
   */
  static <T> T read(String json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new BadRequestException("body: expected a JSON object");
      }
      return value;
    } catch (JsonMappingException e) {
      throw new BadRequestException("body: " + firstLine(e.getOriginalMessage()));
    } catch (JsonProcessingException e) {
      throw new BadRequestException("body: not JSON: " + firstLine(e.getOriginalMessage()));
    }
  }

  private static String firstLine(String text) {
    return String.valueOf(text).lines().findFirst().orElse("").replaceAll("\\(class [^)]*\\)", "");
  }

  /** Seven digits are enough to draw. */
  private static void number(double value, JsonGenerator json) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber((float) value);
    }
  }

  private static final class FiniteNumber extends StdScalarSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FiniteNumber() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      number(value, json);
    }
  }

  private static final class SpectrumValues extends StdSerializer<RegionSpectrum.Spectrum> {
    private static final long serialVersionUID = 1L;

    SpectrumValues() {
      super(RegionSpectrum.Spectrum.class);
    }

    @Override
    public void serialize(
        RegionSpectrum.Spectrum spectrum, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartArray();
      for (double value : spectrum.values()) {
        number(value, json);
      }
      json.writeEndArray();
    }
  }
}
