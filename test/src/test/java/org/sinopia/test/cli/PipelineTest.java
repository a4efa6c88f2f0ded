package org.sinopia.test.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.nn.Safetensors;
import org.sinopia.xrf.picture.Picture;

/** The whole pipeline through the command line, from seeds to a recoloured picture. */
class PipelineTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path shared;

  private static TinyPipeline pipeline;

  @TempDir private Path folder;

  @BeforeAll
  static void run() throws IOException {
    pipeline = TinyPipeline.run(shared);
  }

  private static JsonNode json(Object... command) throws IOException {
    return JSON.readTree(TinyPipeline.done(command).out());
  }

  @Test
  void theRecolouredPictureIsOfTheCubesSize() throws IOException {
    JsonNode cube = json("info", pipeline.cube(), "--json");
    Picture picture = Picture.read(pipeline.recoloured());
    assertEquals(cube.get("height").asInt(), picture.height());
    assertEquals(cube.get("width").asInt(), picture.width());
    assertEquals(32, cube.get("bins").asInt());
  }

  /**
   * The 8 bits that {@code recolour} stores differ from the evaluated numbers by rounding alone.
   */
  @Test
  void evaluatingFindsWhatMetricsFindsOfTheRecolouredPicture() throws IOException {
    JsonNode measured =
        json("metrics", pipeline.recoloured(), pipeline.picture(), "--scales", 1, "--json");
    int found = 0;
    for (String split : List.of("train", "validation", "test")) {
      JsonNode evaluation = json(evaluate(split));
      for (JsonNode row : evaluation.get("images")) {
        if (row.get("image").asText().equals("painting-000001")) {
          found++;
          for (String metric : List.of("redmean", "ssim", "uiqi")) {
            assertEquals(
                measured.get(metric).asDouble(),
                row.get("likeness").get(metric).asDouble(),
                0.01,
                metric);
          }
        }
      }
    }
    assertEquals(1, found);
  }

  private static Object[] evaluate(String split) {
    List<Object> words = new ArrayList<>(List.of("evaluate", "--pairs", pipeline.pairs()));
    words.addAll(List.of("--model", pipeline.recolourer(), "--split", split, "--json"));
    return words.toArray();
  }

  @Test
  void theSameSeedsGiveTheSameBits() throws IOException {
    TinyPipeline again = TinyPipeline.run(folder);
    assertArrayEquals(
        Files.readAllBytes(pipeline.recoloured()), Files.readAllBytes(again.recoloured()));
    for (String run : List.of("embedder", "recolourer")) {
      Path file = Path.of(run, "model", "weights.safetensors");
      assertArrayEquals(
          Files.readAllBytes(pipeline.root().resolve(file)),
          Files.readAllBytes(again.root().resolve(file)));
    }
  }

  @Test
  void anExportedModelHoldsItsWeightsAndWhatItIs() throws IOException {
    Path file = folder.resolve("model.safetensors");
    TinyPipeline.done(
        "export", "--model", pipeline.recolourer(), "--format", "safetensors", "--out", file);
    try (Safetensors exported = Safetensors.open(file);
        Safetensors own =
            Safetensors.open(pipeline.recolourer().resolve("model/weights.safetensors"))) {
      assertEquals(own.names(), exported.names());
      JsonNode what = JSON.readTree(exported.metadata().get("sinopia"));
      assertEquals("recolourer", what.get("kind").asText());
    }
  }
}
