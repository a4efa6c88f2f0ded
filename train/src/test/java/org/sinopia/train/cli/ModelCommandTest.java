package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandTest {
  @TempDir Path folder;

  @Test
  void thePapersSizeIsTold() throws IOException {
    Ran ran = Ran.sinopia("model", "--preset", "paper", "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode model = new ObjectMapper().readTree(ran.out());
    assertEquals(3_485_076, model.get("layer_parameters").asInt());
    assertEquals(3_485_083, model.get("parameters").asInt());
    int sum = 0;
    for (JsonNode layer : model.get("layers")) {
      sum += layer.get("parameters").asInt();
    }
    assertEquals(3_485_083, sum);
    assertEquals("[192,3840]", model.at("/layers/1/shapes/weight").toString());
    assertEquals("spt.proj", model.at("/layers/1/name").asText());
  }

  @Test
  void theTableEndsWithTheTotal() {
    Ran ran = Ran.sinopia("model", "--embedder");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(
        ran.out()
            .contains("embedder: 347,942 parameters, 347,942 of them weights and biases of layers"),
        ran.out());
  }

  @Test
  void aConfigurationsFaultIsBadInput() throws IOException {
    Path config = Files.writeString(folder.resolve("c.json"), "{\"heads\": -1}");
    Ran ran = Ran.sinopia("model", "--config", config);
    assertEquals(2, ran.status());
    assertEquals(
        "sinopia model: " + config + ": heads is -1, expected 1 to 4096", ran.err().strip());
  }
}
