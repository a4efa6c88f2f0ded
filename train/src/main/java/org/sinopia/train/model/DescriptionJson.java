package org.sinopia.train.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.xrf.EnergyAxis;

/** Descriptions of models as JSON, of which the field {@code kind} says which it is. */
final class DescriptionJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String KIND_FIELD = "kind";

  /** A field that older descriptions do not have. */
  private static final String ADVERSARIAL = "adversarial";

  private static final JsonNode NO = BooleanNode.FALSE;

  private static final EmbedderDescription EMBEDDER_FIELDS =
      new EmbedderDescription(
          EmbedderConfig.PAPER,
          EnergyAxis.DEFAULT,
          SpectrumScaling.SQRT,
          List.of(),
          List.of(0.0, 0.0, 0.0),
          List.of(1.0, 1.0, 1.0));

  private DescriptionJson() {}

  /** All fields, on several lines. */
  static String write(ModelDescription description) {
    try {
      ObjectNode node = JSON.createObjectNode().put(KIND_FIELD, description.kind());
      node.setAll((ObjectNode) JSON.readTree(ConfigJson.write((Record) description)));
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("model description as JSON", e);
    }
  }

  /**
   * Reads a description.
   *
   * @param source what messages call it
   * @throws IllegalArgumentException naming source and field
   */
  static ModelDescription parse(String json, String source) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(source + ": " + e.getOriginalMessage(), e);
    }
    if (!(root instanceof ObjectNode fields)) {
      throw new IllegalArgumentException(source + ": expected a JSON object");
    }
    JsonNode kind = fields.remove(KIND_FIELD);
    return switch (kind == null ? "" : kind.asText()) {
      case EmbedderDescription.KIND -> {
        require(
            fields,
            source,
            "config",
            "energy",
            "scaling",
            "centroids",
            "latent_mean",
            "latent_deviation");
        yield ConfigJson.parse(fields.toString(), source, EMBEDDER_FIELDS);
      }
      case RecolourerDescription.KIND -> {
        JsonNode adversarial = fields.has(ADVERSARIAL) ? fields.remove(ADVERSARIAL) : NO;
        require(fields, source, "architecture", "config");
        if (!adversarial.isBoolean()) {
          throw new IllegalArgumentException(
              source + ": field " + ADVERSARIAL + ": expected true or false");
        }
        yield recolourer(fields, adversarial.booleanValue(), source);
      }
      case PretrainedDescription.KIND -> {
        require(fields, source, "config");
        yield ConfigJson.parse(
            fields.toString(), source, new PretrainedDescription(SmallUViTConfig.SMALL));
      }
      default ->
          throw new IllegalArgumentException(
              source
                  + ": field kind is "
                  + kind
                  + ", expected embedder, recolourer or pretrained trunk");
    };
  }

  private static RecolourerDescription recolourer(
      ObjectNode fields, boolean adversarial, String source) {
    String name = fields.get("architecture").asText();
    List<String> known = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      String label = architecture.name().toLowerCase(Locale.ROOT);
      if (label.equals(name)) {
        return new RecolourerDescription(
            architecture,
            architecture.parse(fields.get("config").toString(), source + ": config"),
            adversarial);
      }
      known.add(label);
    }
    throw new IllegalArgumentException(
        source
            + ": field architecture is "
            + name
            + ", expected one of "
            + String.join(", ", known));
  }

  private static void require(ObjectNode fields, String source, String... names) {
    for (String name : names) {
      if (!fields.hasNonNull(name)) {
        throw new IllegalArgumentException(source + ": field " + name + ": missing");
      }
    }
    List<String> wanted = Arrays.asList(names);
    fields
        .fieldNames()
        .forEachRemaining(
            found -> {
              if (!wanted.contains(found)) {
                throw new IllegalArgumentException(
                    source
                        + ": field "
                        + found
                        + " is unknown; known are kind, "
                        + String.join(", ", names));
              }
            });
  }
}
