package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;

class ProfileCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void theTraceHasTheShapeThatPerfettoReads() throws IOException {
    Path trace = folder.resolve("trace.json");
    Ran ran =
        Ran.sinopia(
            "profile",
            "--preset",
            "small",
            "--batch",
            1,
            "--size",
            "32x32",
            "--steps",
            1,
            "--trace",
            trace);
    assertEquals(0, ran.status(), ran.err());
    JsonNode events = JSON.readTree(trace.toFile()).get("traceEvents");
    Map<Integer, Double> ends = new HashMap<>();
    int complete = 0;
    for (JsonNode event : events) {
      assertTrue(event.get("name").isTextual() && event.get("pid").isInt());
      assertTrue(event.get("tid").isInt());
      if (event.get("ph").asText().equals("M")) {
        assertTrue(event.at("/args/name").isTextual());
        continue;
      }
      assertEquals("X", event.get("ph").asText());
      double start = event.get("ts").asDouble();
      int line = event.get("tid").asInt();
      assertTrue(start >= ends.getOrDefault(line, 0.0), "events of a line overlap: " + event);
      assertTrue(event.get("dur").asDouble() >= 0);
      double products = event.at("/args/product_share").asDouble();
      assertTrue(products >= 0 && products <= 1, event::toString);
      // Slices of one line may touch, and picoseconds are lost when microseconds are rounded.
      ends.put(line, start + event.get("dur").asDouble() - 1e-3);
      complete++;
    }
    assertTrue(complete > 100, "only " + complete + " ops");
    assertTrue(ran.out().contains(", training step, batch 1, 32x32: "), ran.out());
    assertTrue(ran.out().contains("; matrix products "), ran.out());
  }

  @Test
  void jsonTellsRoofTimesAndShares() throws IOException {
    Ran ran = Ran.sinopia("profile", "--embedder", "--batch", 64, "--steps", 1, "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode profile = JSON.readTree(ran.out());
    assertTrue(profile.at("/roof/flops_per_second").asDouble() > 0);
    assertTrue(profile.at("/roof/bytes_per_second").asDouble() > 0);
    double share = profile.get("gemm_share").asDouble();
    assertTrue(share > 0 && share < profile.get("op_share").asDouble());
    double sum = 0;
    double products = 0;
    for (JsonNode row : profile.get("ops")) {
      sum += row.get("share").asDouble();
      products += row.get("share").asDouble() * row.get("product_share").asDouble();
    }
    assertEquals(profile.get("product_share").asDouble(), products, 1e-9);
    assertTrue(products > 0);
    assertEquals(profile.get("op_share").asDouble(), sum, 1e-9);
    assertTrue(profile.get("ops").findValuesAsText("what").contains("mmd"), ran.out());
    // The value, gradient and two moments of each parameter, and the input.
    long lasting =
        4L * Float.BYTES * parameters() + 64L * EmbedderConfig.PAPER.bins() * Float.BYTES;
    long peak = profile.get("peak_bytes").asLong();
    assertTrue(peak > lasting && peak < 2 * lasting, peak + " bytes, " + lasting + " of them last");
  }

  private static int parameters() {
    try (Scope scope = Scope.open(Device.cpu())) {
      return new VariationalEmbedder(EmbedderConfig.PAPER).allocate(scope, 0).values().elements();
    }
  }

  @Test
  void whatIsOutOfRangeIsBadUsage() {
    Ran ran = Ran.sinopia("profile", "--steps", 0);
    assertEquals(2, ran.status());
    assertEquals("sinopia profile: --steps is 0, expected at least 1", ran.err().strip());
    assertEquals(2, Ran.sinopia("profile", "--size", "0x4").status());
  }

  @Test
  void aFolderThatIsNotThereIsNamedAndNothingIsLeft() {
    Path trace = folder.resolve("none/trace.json");
    Ran ran =
        Ran.sinopia(
            "profile",
            "--inference",
            "--preset",
            "small",
            "--batch",
            1,
            "--size",
            "8x8",
            "--steps",
            1,
            "--trace",
            trace);
    assertEquals(2, ran.status());
    assertEquals(
        "sinopia profile: " + folder.resolve("none") + ": no such file", ran.err().strip());
    assertFalse(Files.exists(trace));
  }
}
