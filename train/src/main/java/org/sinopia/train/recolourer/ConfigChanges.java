package org.sinopia.train.recolourer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.model.Architecture;

/** Fields of a configuration of training that someone wants to be otherwise. */
public final class ConfigChanges {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Pattern ASSIGNMENT = Pattern.compile("([a-z0-9_]+(?:\\.[a-z0-9_]+)*)=(.+)");

  private final ObjectNode fields;
  private final String source;

  private ConfigChanges(ObjectNode fields, String source) {
    this.fields = fields;
    this.source = source;
  }

  /**
   * All that a JSON file says.
   *
   * @throws IllegalArgumentException if it holds no JSON object
   */
  public static ConfigChanges read(Path file) throws IOException {
    try {
      if (JSON.readTree(ConfigJson.text(file)) instanceof ObjectNode fields) {
        return new ConfigChanges(fields, file.toString());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException(file + ": expected a JSON object");
  }

  /**
   * Fields by their paths, such as {@code run.optimiser.learning_rate=1e-3}, all at once; of two
   * that name the same field the later counts.
   *
   * @param source what messages call them
   * @throws IllegalArgumentException naming the first that is no such thing
   */
  public static ConfigChanges of(List<String> assignments, String source) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String assignment : assignments) {
      Matcher matcher = ASSIGNMENT.matcher(assignment);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            source
                + ": '"
                + assignment
                + "', expected field=value such as run.optimiser.learning_rate=1e-3");
      }
      ObjectNode at = fields;
      String[] path = matcher.group(1).split("\\.", -1);
      for (int i = 0; i < path.length - 1; i++) {
        at = at.get(path[i]) instanceof ObjectNode under ? under : at.putObject(path[i]);
      }
      at.set(path[path.length - 1], value(matcher.group(2)));
    }
    return new ConfigChanges(fields, source);
  }

  /** JSON, or else a word that needs no quotes. */
  private static JsonNode value(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return new TextNode(text);
    }
  }

  /**
   * A configuration with these changes. Another architecture brings its own model.
   *
   * @param preset that the model of another architecture is taken from
   * @throws ConfigJson.InvalidConfigException naming the source and the field that is unknown, of
   *     the wrong type or out of range
   */
  public RecolourerTrainingConfig apply(RecolourerTrainingConfig config, Preset preset) {
    JsonNode named = fields.get(RecolourerTrainingConfig.ARCHITECTURE);
    if (named == null) {
      return ConfigJson.parse(fields.toString(), source, config);
    }
    Architecture wanted = architecture(named.asText());
    return ConfigJson.parse(
        fields.toString(),
        source,
        wanted == config.architecture() ? config : config.with(preset.model(wanted)));
  }

  /**
   * A configuration of another kind with these changes.
   *
   * @throws ConfigJson.InvalidConfigException naming the source and the field that is unknown, of
   *     the wrong type or out of range
   */
  public <C extends Record> C apply(C config) {
    return ConfigJson.parse(fields.toString(), source, config);
  }

  private Architecture architecture(String name) {
    for (Architecture architecture : Architecture.values()) {
      if (architecture.name().equalsIgnoreCase(name)) {
        return architecture;
      }
    }
    throw new IllegalArgumentException(
        source
            + ": field architecture is "
            + name
            + ", expected one of "
            + Arrays.stream(Architecture.values())
                .map(a -> a.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }
}
