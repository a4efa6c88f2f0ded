package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DevicesCommandTest {
  private static JsonNode device(String name) throws IOException {
    Ran ran = Ran.sinopia("devices", "--json");
    assertEquals(0, ran.status(), ran.err());
    for (JsonNode found : new ObjectMapper().readTree(ran.out())) {
      if (found.path("device").asText().equals(name)) {
        return found;
      }
    }
    throw new AssertionError("no device " + name + " in " + ran.out());
  }

  @Test
  void librariesOfTheGpuAreSpokenOfWhetherOrNotThereIsOne() throws IOException {
    JsonNode cuda = device("cuda");
    for (String library : new String[] {"compiler", "cublas", "cudnn"}) {
      String said = cuda.path("details").path(library).asText();
      assertTrue(!said.isEmpty() && said.lines().count() == 1, library + ": " + said);
    }
    assertEquals(!cuda.path("available").asBoolean(), cuda.path("details").has("why"));
  }

  @Test
  void theCpuIsAlwaysAvailable() throws IOException {
    assertTrue(device("cpu").path("available").asBoolean());
  }
}
