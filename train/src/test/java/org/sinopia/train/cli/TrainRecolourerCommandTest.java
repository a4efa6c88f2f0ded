package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.nn.Safetensors;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.UnavailableDeviceException;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.data.pairs.TinyPairs;
import org.sinopia.train.inference.Models;
import org.sinopia.train.model.ModelFolder;

class TrainRecolourerCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A model and a run of no size at all. */
  private static final List<String> TINY =
      List.of(
          "model.patch=4",
          "model.dim=16",
          "model.heads=2",
          "model.dim_head=8",
          "model.depth=1",
          "crop=16",
          "loss.kind=redmean",
          "batch=2",
          "run.epochs=2",
          "run.steps_per_epoch=4");

  @TempDir Path root;
  private Path pairs;
  private Path out;

  @BeforeEach
  void pairs() throws IOException {
    pairs = TinyPairs.write(root.resolve("pairs"), 24, 22);
    out = root.resolve("run");
  }

  private Ran train(Object... more) {
    return trainOn("cpu", more);
  }

  private Ran trainOn(String device, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("train-recolourer", "--pairs", pairs, "--preset", "small", "--device", device));
    for (String change : TINY) {
      words.addAll(List.of("--set", change));
    }
    words.addAll(List.of(more));
    return Ran.sinopia(words.toArray());
  }

  @Test
  void aRunLeavesWhatItWasAskedHowItWentAndTheModel() throws IOException {
    Ran ran = train("--out", out, "--json", "--seed", 3);
    assertEquals(0, ran.status(), ran.err());
    JsonNode printed = JSON.readTree(ran.out());
    assertEquals(2, printed.path("epochs").asInt());
    assertEquals(8, printed.path("steps").asInt());
    JsonNode config = JSON.readTree(Files.readString(out.resolve("config.json")));
    assertEquals("smalluvit", config.path("architecture").asText());
    assertEquals(16, config.path("model").path("dim").asInt());
    assertEquals(3, config.path("run").path("seed").asInt());
    List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
    assertEquals(2, lines.size());
    JsonNode last = JSON.readTree(lines.getLast());
    for (String field :
        List.of(
            "learning_rate",
            "train_loss",
            "train_gradient_norm",
            "validation_redmean",
            "validation_ms_ssim",
            "validation_uiqi",
            "seconds")) {
      assertTrue(last.path(field).isNumber(), field + " in " + last);
    }
    assertEquals(2, last.path("epoch").asInt());
    assertEquals(8, last.path("step").asInt());
    JsonNode model = JSON.readTree(Files.readString(out.resolve("model").resolve("model.json")));
    assertEquals("recolourer", model.path("kind").asText());
    try (Safetensors weights =
        Safetensors.open(out.resolve("model").resolve("weights.safetensors"))) {
      assertTrue(weights.names().contains("spt.proj.weight"));
    }
  }

  /** Two steps are few enough for rounding errors not to have grown. */
  @Test
  void theEmulatorOfCudaTrainsAsTheCpuDoes() throws IOException {
    try {
      Device.of("emulator");
    } catch (UnavailableDeviceException e) {
      Assumptions.abort(e.getMessage());
    }
    JsonNode expected = epochOfTwoSteps("cpu");
    JsonNode actual = epochOfTwoSteps("emulator");
    for (String field :
        List.of("train_loss", "train_gradient_norm", "validation_redmean", "validation_ms_ssim")) {
      double value = expected.path(field).asDouble();
      assertEquals(value, actual.path(field).asDouble(), 5e-3 * Math.abs(value), field);
    }
  }

  private JsonNode epochOfTwoSteps(String device) throws IOException {
    Path run = root.resolve(device);
    Ran ran =
        trainOn(device, "--out", run, "--set", "run.epochs=1", "--set", "run.steps_per_epoch=2");
    assertEquals(0, ran.status(), ran.err());
    return JSON.readTree(Files.readAllLines(run.resolve("metrics.jsonl")).getLast());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit", "uvit", "conv"})
  void theBaselinesAreTrainedByTheSameCommand(String model) throws IOException {
    Ran ran =
        Ran.sinopia(
            "train-recolourer",
            "--pairs",
            pairs,
            "--out",
            out,
            "--preset",
            "small",
            "--model",
            model,
            "--set",
            "crop=16",
            "--set",
            "loss.kind=redmean",
            "--set",
            "batch=1",
            "--set",
            "run.epochs=1",
            "--set",
            "run.steps_per_epoch=1",
            "--device",
            "cpu");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("1 epochs, best validation MS-SSIM"), ran.out());
    JsonNode json = JSON.readTree(Files.readString(out.resolve("model").resolve("model.json")));
    assertEquals(model, json.path("architecture").asText());
  }

  /** Resumed, a run that has ended does nothing; asked for more in another folder, it differs. */
  @Test
  void theSameSeedGivesTheSameBitsAndResumingAnEndedRunChangesNothing() throws IOException {
    assertEquals(0, train("--out", out).status());
    Path again = root.resolve("again");
    assertEquals(0, train("--out", again).status());
    Path weights = Path.of("model", "weights.safetensors");
    byte[] bytes = Files.readAllBytes(out.resolve(weights));
    assertArrayEquals(bytes, Files.readAllBytes(again.resolve(weights)));
    Ran resumed = Ran.sinopia("train-recolourer", "--pairs", pairs, "--out", again, "--resume");
    assertEquals(0, resumed.status(), resumed.err());
    assertFalse(resumed.out().contains("epoch 1"), resumed.out());
    assertArrayEquals(bytes, Files.readAllBytes(again.resolve(weights)));
    assertEquals(2, train("--out", again).status());
  }

  /** Two of the four pairs for training, or a list that has only these. */
  @Test
  void theFirstPairsMayStandForAll() throws IOException {
    Path weights = Path.of("model", "weights.safetensors");
    assertEquals(0, train("--out", out, "--set", "max_pairs=2").status());
    PairsManifest manifest = PairsFolder.open(pairs).manifest();
    Path all = root.resolve("all");
    assertEquals(0, train("--out", all).status());
    TinyPairs.write(
        pairs,
        new PairsManifest(
            manifest.embedderSha256(), manifest.embedder(), manifest.pairs().subList(0, 4)));
    Path few = root.resolve("few");
    assertEquals(0, train("--out", few).status());
    assertEquals(-1, Files.mismatch(out.resolve(weights), few.resolve(weights)));
    assertTrue(Files.mismatch(out.resolve(weights), all.resolve(weights)) >= 0);
  }

  @Test
  void aGridTrainsEveryPointOnceAndMarksTheBest() throws IOException {
    Object[] asked = {
      "--out",
      out,
      "--grid",
      "run.optimiser.learning_rate=1e-9,1e-2",
      "--grid",
      "architecture=smalluvit",
      "--set",
      "run.warm_up.steps=0"
    };
    Ran ran = train(asked);
    assertEquals(0, ran.status(), ran.err());
    JsonNode table = JSON.readTree(Files.readString(out.resolve("grid.json")));
    assertEquals(2, table.path("rows").size());
    assertEquals(1, table.path("best").asInt(), table.toString());
    String markdown = Files.readString(out.resolve("grid.md"));
    assertTrue(ran.out().endsWith(markdown), ran.out());
    assertTrue(
        markdown.contains("| **run.optimiser.learning_rate=1e-2, architecture=smalluvit** | "),
        markdown);
    Path metrics =
        out.resolve("run.optimiser.learning_rate=1e-2+architecture=smalluvit")
            .resolve("metrics.jsonl");
    String before = Files.readString(metrics);
    Object[] resumed = new Object[asked.length + 1];
    System.arraycopy(asked, 0, resumed, 0, asked.length);
    resumed[asked.length] = "--resume";
    assertEquals(0, train(resumed).status());
    assertEquals(before, Files.readString(metrics));
    assertEquals(table, JSON.readTree(Files.readString(out.resolve("grid.json"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--set | crop=0 | --set: crop is 0, expected 1 to 16384",
        "--set | run.epochs=many | --set: field run.epochs: expected an integer",
        "--set | run.epoch=3 | --set: field run.epoch is unknown; known are cool_down, epochs,"
            + " optimiser, plateau, seed, snapshot_steps, steps_per_epoch, stopping, warm_up",
        "--set | crop | --set: 'crop', expected field=value such as"
            + " run.optimiser.learning_rate=1e-3",
        "--set | architecture=resnet | --set: field architecture is resnet, expected one of"
            + " smalluvit, vit, uvit, conv",
        "--set | loss.kind=ms_ssim | --set: crop is 16, expected at least 44 for 3 scales of"
            + " MS-SSIM in the loss",
        "--grid | crop=8,8 | --grid: 'crop=8,8', expected field=a,b,c with values that differ",
        "--grid | crop=8,x | --grid: field crop: expected an integer",
        "--config | missing.json | missing.json: no such file",
      })
  void whatCannotBeIsSaidInOneLineAndLeavesNothing(String option, String value, String message) {
    Ran ran = train("--out", out, option, value);
    assertEquals(2, ran.status(), ran.err());
    assertEquals("sinopia train-recolourer: " + message + "\n", ran.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void aDivergingRunEndsWithStatusOneAndNamesStepAndOp() {
    Ran ran =
        train(
            "--out",
            out,
            "--set",
            "run.optimiser.learning_rate=1e30",
            "--set",
            "run.optimiser.max_norm=0",
            "--set",
            "run.warm_up.steps=0");
    assertEquals(1, ran.status(), ran.out());
    List<String> lines = ran.err().lines().toList();
    assertEquals(2, lines.size(), ran.err());
    assertTrue(
        lines.getLast().matches("sinopia train-recolourer: step \\d+: the .* is .*; .*"),
        ran.err());
  }

  private void pairsAreFrom(Path embedder, String sha256) throws IOException {
    TinyPairs.write(
        pairs,
        new PairsManifest(sha256, embedder.toString(), PairsFolder.open(pairs).manifest().pairs()));
  }

  @Test
  void theModelBringsTheEmbedderThatItsPairsAreFrom() throws IOException {
    Path folder = root.resolve("embedder");
    ModelFolder embedder = Models.embedder(folder, 1);
    pairsAreFrom(folder, embedder.sha256());
    Ran ran = train("--out", out);
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.err());
    assertEquals(embedder.sha256(), ModelFolder.open(out).ownEmbedder().orElseThrow().sha256());
  }

  @Test
  void anotherEmbedderIsNotTakenAlong() throws IOException {
    Path folder = root.resolve("embedder");
    ModelFolder embedder = Models.embedder(folder, 1);
    pairsAreFrom(folder, "0".repeat(64));
    Ran ran = train("--out", out);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(
        "sinopia: "
            + embedder.folder()
            + ": not the embedder that the pairs are from; to recolour, name that with"
            + " --embedder\n",
        ran.err());
    assertTrue(ModelFolder.open(out).ownEmbedder().isEmpty());
  }
}
