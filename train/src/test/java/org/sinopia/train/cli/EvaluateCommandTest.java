package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sinopia.train.cli.Ran.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.nn.Safetensors;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.inference.Models;
import org.sinopia.train.inference.PairsFiles;
import org.sinopia.train.model.ModelFolder;

/** The commands {@code evaluate} and {@code export}. */
class EvaluateCommandTest {
  @TempDir Path folder;
  private Path pairs;
  private Path model;

  @BeforeEach
  void prepare() throws IOException {
    pairs = Files.createDirectory(folder.resolve("pairs"));
    PairsFiles.write(pairs, 24, 30);
    model = folder.resolve("run");
    Models.recolourer(model.resolve("model"), 2);
  }

  @Test
  void everyWayIsInTheTableAndTheModelsLossesAreSaid() throws IOException {
    Ran ran = Ran.sinopia("evaluate", "--pairs", pairs, "--model", model, "--baselines", "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode found = new ObjectMapper().readTree(ran.out());
    assertEquals("smalluvit", found.get("model").asText());
    assertEquals("test", found.get("split").asText());
    // 24 pixels hold one window of 11 and one of 22.
    assertEquals(2, found.get("scales").asInt());
    List<String> names = new ArrayList<>();
    for (JsonNode method : found.get("methods")) {
      names.add(method.get("method").asText());
      assertEquals(2, method.get("images").asInt());
      for (String metric :
          List.of("redmean", "ssim", "ms_ssim", "uiqi", "psnr", "delta_e", "delta_e_95")) {
        assertTrue(method.get("mean").has(metric), metric);
      }
    }
    assertEquals(
        List.of(
            "smalluvit", "untrained", "mean_colour", "nearest_neighbour", "pixel_mlp", "clustered"),
        names);
    assertEquals(12, found.get("images").size());
    // The picture is a function of the latent here, which a model of random weights does not know.
    assertTrue(found.get("losses").get("pixel_mlp").toString().contains("\"redmean\""), ran.out());
    Ran text = Ran.sinopia("evaluate", "--pairs", pairs, "--model", model, "--baselines");
    assertTrue(text.out().contains("test (2 scales)"), text.out());
    // Trained again, the perceptron is the same.
    double redmean = found.get("methods").get(4).get("mean").get("redmean").asDouble();
    String line = String.format(Locale.ROOT, "%-24s %9.4f", "all: pixel_mlp", redmean);
    assertTrue(text.out().contains(line), text.out());
    assertTrue(text.out().contains("pixel_mlp is better than smalluvit in redmean"), text.out());
  }

  @Test
  void aSplitIsChosenAndBaselinesAreAskedFor() throws IOException {
    Ran ran =
        Ran.sinopia(
            "evaluate", "--pairs", pairs, "--model", model, "--split", "validation", "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode found = new ObjectMapper().readTree(ran.out());
    assertEquals(1, found.get("methods").size());
    assertEquals("seven", found.get("images").get(0).get("image").asText());
  }

  @Test
  void fewerScalesAreTakenIfAskedFor() throws IOException {
    Ran ran = Ran.sinopia("evaluate", "--pairs", pairs, "--model", model, "--scales", 1, "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode found = new ObjectMapper().readTree(ran.out());
    assertEquals(1, found.get("scales").asInt());
    JsonNode mean = found.get("methods").get(0).get("mean");
    // MS-SSIM of one scale is SSIM.
    assertEquals(mean.get("ssim").asDouble(), mean.get("ms_ssim").asDouble(), 1e-6);
    Ran.refused(
        "--scales: 6, expected 1 to 5",
        "evaluate",
        "--pairs",
        pairs,
        "--model",
        model,
        "--scales",
        6);
  }

  @Test
  void exportedWeightsAreTheModelsAndSayWhatTheyAre() throws IOException {
    Path out = folder.resolve("model.safetensors");
    Ran ran = Ran.sinopia("export", "--model", model, "--format", "safetensors", "--out", out);
    assertEquals(0, ran.status(), ran.err());
    ModelFolder folderOf = ModelFolder.open(model);
    try (Scope scope = Scope.open(Device.cpu());
        Safetensors exported = Safetensors.open(out);
        Safetensors weights = Safetensors.open(folderOf.weights())) {
      assertEquals(weights.names(), exported.names());
      for (String name : weights.names()) {
        assertArrayEquals(
            weights.read(name, scope).toFloats(), exported.read(name, scope).toFloats());
      }
      assertEquals(folderOf.description().toJson(), exported.metadata().get("sinopia"));
    }
    byte[] first = Files.readAllBytes(out);
    Ran.sinopia("export", "--model", model, "--format", "safetensors", "--out", out);
    assertArrayEquals(first, Files.readAllBytes(out));
  }

  @Test
  void aModelIsExportedAsAGraphForPicturesOfTheSizeAskedFor() throws IOException {
    Path out = folder.resolve("model.onnx");
    Ran ran =
        Ran.sinopia(
            "export", "--model", model, "--format", "onnx", "--out", out, "--size", "24x32");
    assertEquals(0, ran.status(), ran.err());
    UnknownFieldSet graph =
        UnknownFieldSet.parseFrom(
            UnknownFieldSet.parseFrom(Files.readAllBytes(out))
                .getField(7)
                .getLengthDelimitedList()
                .getFirst());
    // A value's name, its type, and in that extents as varints: 24 and 32.
    String input =
        HexFormat.of()
            .formatHex(graph.getField(11).getLengthDelimitedList().getFirst().toByteArray());
    assertTrue(input.endsWith("0a0208180a020820"), input);
    assertEquals(
        0, Ran.sinopia("export", "--model", embedder(), "--format", "onnx", "--out", out).status());
  }

  @Test
  void badInputIsOneLine() throws IOException {
    refused("no such file", "evaluate", "--pairs", folder.resolve("missing"), "--model", model);
    refused("holds an embedder", "evaluate", "--pairs", pairs, "--model", embedder());
    refused("--split", "evaluate", "--pairs", pairs, "--model", model, "--split", "exam");
    refused(
        "--format", "export", "--model", model, "--format", "zip", "--out", folder.resolve("x"));
    refused(
        "no such file",
        "export",
        "--model",
        model,
        "--format",
        "safetensors",
        "--out",
        folder.resolve("no/x"));
    assertFalse(Files.exists(folder.resolve("x")));
    Path small = Files.createDirectory(folder.resolve("small"));
    PairsFiles.write(small, 8, 30);
    refused("8 x 30 pixels, expected at least 11", "evaluate", "--pairs", small, "--model", model);
  }

  private Path embedder() throws IOException {
    return Models.embedder(folder.resolve("embedder"), 1).folder();
  }
}
