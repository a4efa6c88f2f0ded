package org.sinopia.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.nn.ConfigJson.InvalidConfigException;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.LinearRamp;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.ConvEncoderDecoderConfig;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.op.Shift;

class ConfigJsonTest {
  @Test
  void whatIsWrittenReadsBackTheSame() {
    for (Architecture architecture : Architecture.values()) {
      Record config = (Record) architecture.paper();
      assertEquals(config, ConfigJson.parse(ConfigJson.write(config), "memory", config));
    }
    EmbedderConfig embedder = EmbedderConfig.PAPER;
    assertEquals(embedder, ConfigJson.parse(ConfigJson.write(embedder), "memory", embedder));
  }

  @Test
  void fieldsLeftOutKeepTheirDefaults() {
    SmallUViTConfig config =
        ConfigJson.parse(
            "{\"dim_head\": 8, \"shift\": \"axial\"}", "memory", SmallUViTConfig.PAPER);
    assertEquals(8, config.dimHead());
    assertEquals(Shift.AXIAL, config.shift());
    assertEquals(16, config.patch());
  }

  @Test
  void recordsWithinKeepTheirsToo() {
    EmbedderLossConfig config =
        ConfigJson.parse("{\"beta\": {\"value\": 0.5}}", "memory", EmbedderLossConfig.DEFAULT);
    LinearRamp before = EmbedderLossConfig.DEFAULT.beta();
    assertEquals(new LinearRamp(0.5, before.start(), before.epochs()), config.beta());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"heads": 0} | heads is 0, expected 1 to 4096
          {"heads": "nine"} | field heads: expected an integer
          {"heads": "9"} | field heads: expected an integer
          {"heads": 9.5} | field heads: expected an integer
          {"heads": null} | field heads: expected an integer
          {"heads": [9]} | field heads: expected an integer
          {"dim": 190} | dim is 190, expected a multiple of 4 from 8 for sin_cos positions
          {"dropout": 1} | dropout is 1.0, expected 0 or more and below 1
          {"shift": "sideways"} | field shift is sideways, expected one of none, diagonal, axial
          {"shift": null} | shift is missing
          {"size": [256]} | size is [256], expected two numbers: height and width
          {"size": [256, "a"]} | field size[1]: expected an integer
          {"checkpointing": 1} | field checkpointing: expected true or false
          {"patch": 16, "patch": 8} | Duplicate field 'patch'
          [] | expected a JSON object
          """)
  void badFieldsAreRefusedByName(String json, String message) {
    InvalidConfigException e =
        assertThrows(
            InvalidConfigException.class,
            () -> ConfigJson.parse(json, "c.json", SmallUViTConfig.PAPER));
    assertEquals("c.json: " + message, e.getMessage());
  }

  @Test
  void unknownFieldsAreRefusedByName() {
    InvalidConfigException e =
        assertThrows(
            InvalidConfigException.class,
            () -> ConfigJson.parse("{\"widht\": 3}", "c.json", ConvEncoderDecoderConfig.PAPER));
    assertEquals(
        "c.json: field widht is unknown; known are channels, depth, width", e.getMessage());
  }

  @Test
  void fieldsWithinRecordsAreNamedByTheirPath() {
    InvalidConfigException e =
        assertThrows(
            InvalidConfigException.class,
            () ->
                ConfigJson.parse(
                    "{\"beta\": {\"epochs\": -1}}", "c.json", EmbedderLossConfig.DEFAULT));
    assertEquals("c.json: field beta: epochs is -1, expected at least 0", e.getMessage());
  }
}
