package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sinopia.train.cli.Ran.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.picture.Picture;

class EmbedderCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Two epochs of five steps of a network of some hundred weights. */
  private static final String CONFIG =
      """
      {"model": {"bins": 32, "encoder": [12], "decoder": [12]}, "energy": {"bins": 32},
       "batch": 16, "spectra": 64, "sample": 40, "validation": 24,
       "least_clusters": 2, "most_clusters": 3,
       "loss": {"gamma": {"start": 0, "epochs": 1}},
       "run": {"steps_per_epoch": 5, "snapshot_steps": 2, "epochs": 2}}
      """;

  private static final Object[] SYNTHESIS = {
    "--bins", 32, "--clusters", 3, "--cluster-spread", 0, "--threshold", 0.9, "--photons", 50
  };

  @TempDir private static Path shared;

  @TempDir private Path folder;

  private static Ran done(Object... arguments) {
    Ran ran = Ran.sinopia(arguments);
    assertEquals(0, ran.status(), ran.err());
    return ran;
  }

  private static Object[] words(Object[] more, Object... first) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray();
  }

  /** Paintings, their cubes and an embedder, made once. */
  @BeforeAll
  static void pipeline() throws IOException {
    Path pictures = shared.resolve("pictures");
    done("paint", "--count", 4, "--size", "12x16", "--out", pictures);
    done(words(SYNTHESIS, "synthesize", pictures, "--out", shared.resolve("cubes")));
    Files.writeString(shared.resolve("c.json"), CONFIG);
    train(shared.resolve("run"));
  }

  private static void train(Path run, Object... more) {
    done(training(run, more));
  }

  private static Object[] training(Path run, Object... more) {
    return words(
        more,
        "train-embedder",
        "--cubes",
        shared.resolve("cubes"),
        "--out",
        run,
        "--config",
        shared.resolve("c.json"),
        "--preset",
        "small",
        "--device",
        "cpu");
  }

  private static List<String> names(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] weights(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model/weights.safetensors"));
  }

  /** All that a run says of its epochs but how long they took. */
  private static List<JsonNode> metrics(Path run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      ObjectNode epoch = (ObjectNode) JSON.readTree(line);
      epoch.remove("seconds");
      lines.add(epoch);
    }
    return lines;
  }

  @Test
  void aRunLeavesItsMetricsAndAModel() throws IOException {
    Path run = shared.resolve("run");
    List<JsonNode> epochs = metrics(run);
    assertEquals(2, epochs.size());
    for (JsonNode epoch : epochs) {
      for (String term : List.of("reconstruction", "kl", "mmd", "loss")) {
        assertTrue(epoch.get("train_" + term).isNumber(), term);
        assertTrue(epoch.get("validation_" + term).isNumber(), term);
      }
      assertTrue(Math.abs(epoch.get("validation_ari").asDouble()) <= 1);
      assertTrue(Math.abs(epoch.get("validation_silhouette").asDouble()) <= 1);
      assertTrue(epoch.get("validation_nmi").asDouble() >= 0);
    }
    assertFalse(epochs.get(0).has("train_cluster"), "there are no centroids in the first epoch");
    assertTrue(epochs.get(1).has("train_cluster"));
    JsonNode model = JSON.readTree(run.resolve("model/model.json").toFile());
    assertEquals("embedder", model.get("kind").asText());
    assertEquals("sqrt", model.get("scaling").asText());
    assertTrue(model.get("centroids").size() >= 2);
  }

  @Test
  void theSameSeedTrainsTheSameWeights() throws IOException {
    train(folder.resolve("again"));
    assertArrayEquals(weights(shared.resolve("run")), weights(folder.resolve("again")));
    train(folder.resolve("other"), "--seed", 2);
    assertFalse(Arrays.equals(weights(shared.resolve("run")), weights(folder.resolve("other"))));
  }

  @Test
  void fieldsAreSetOneByOne() throws IOException {
    Path run = folder.resolve("run");
    Ran ran =
        done(
            training(
                run, "--set", "run.steps_per_epoch=2", "--set", "scaling=unit_max", "--epochs", 1));
    assertTrue(ran.out().contains("1 epochs, best validation loss "), ran.out());
    assertEquals("", ran.err(), "work of less than ten seconds says nothing");
    JsonNode config = JSON.readTree(run.resolve("config.json").toFile());
    assertEquals(2, config.at("/run/steps_per_epoch").asInt());
    assertEquals("unit_max", config.get("scaling").asText());
  }

  @Test
  void aKilledRunGoesOnAsIfNothingHadHappened() throws IOException, InterruptedException {
    Path run = folder.resolve("killed");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Sinopia.class.getName()));
    for (Object word : training(run, "--epochs", 400)) {
      command.add(word.toString());
    }
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (child.isAlive() && !Files.exists(run.resolve("snapshots"))) {
      child.waitFor(20, TimeUnit.MILLISECONDS);
    }
    child.destroyForcibly().waitFor();
    assertTrue(Files.exists(run.resolve("snapshots")), Files.readString(folder.resolve("log")));
    // As far as the run goes that was not killed.
    Files.writeString(
        run.resolve("config.json"),
        Files.readString(run.resolve("config.json")).replace("\"epochs\" : 400", "\"epochs\" : 2"));
    done(
        "train-embedder",
        "--cubes",
        shared.resolve("cubes"),
        "--out",
        run,
        "--preset",
        "small",
        "--device",
        "cpu",
        "--resume");
    assertArrayEquals(weights(shared.resolve("run")), weights(run));
    assertEquals(metrics(shared.resolve("run")), metrics(run));
  }

  @Test
  void latentsOfStoredCubesAndOfCubesThatNeverExistAreTheSame() throws IOException {
    Path stored = folder.resolve("stored");
    Path direct = folder.resolve("direct");
    Path run = shared.resolve("run");
    done("embed", shared.resolve("cubes"), "--model", run, "--out", stored, "--device", "cpu");
    done(
        words(
            SYNTHESIS,
            "embed",
            "--synthesize",
            shared.resolve("pictures"),
            "--model",
            run,
            "--out",
            direct,
            "--device",
            "cpu"));
    assertEquals(4 * 4 + 1, names(stored).size());
    assertSameFiles(stored, direct);
    Path again = folder.resolve("again");
    done("embed", shared.resolve("cubes"), "--model", run, "--out", again, "--latents", stored);
    assertSameFiles(stored, again);
  }

  @Test
  void theManifestListsLatentsAndWhatIsTrueOfThem() throws IOException {
    Path pairs = folder.resolve("pairs");
    Path run = shared.resolve("run");
    JsonNode manifest =
        JSON.readTree(
            done("embed", shared.resolve("cubes"), "--model", run, "--out", pairs, "--json").out());
    assertEquals(JSON.readTree(pairs.resolve("manifest.json").toFile()), manifest);
    assertEquals(run.toString(), manifest.get("embedder").asText());
    assertEquals(64, manifest.get("embedder_sha256").asText().length());
    List<String> splits =
        manifest.get("pairs").valueStream().map(p -> p.get("split").asText()).sorted().toList();
    assertEquals(List.of("test", "train", "train", "validation"), splits);
    JsonNode first = manifest.get("pairs").get(0);
    float[] latent = NpyArray.readFloats(pairs.resolve(first.get("latent").asText()), 3, 12, 16);
    double square = 0;
    for (float value : latent) {
      square += value * value / latent.length;
    }
    // Standardised over the training pictures, so of the order of 1 in each.
    assertTrue(square > 0.05 && square < 20, "mean square " + square);
    Picture picture = Picture.read(pairs.resolve(first.get("picture").asText()));
    assertArrayEquals(
        Picture.read(shared.resolve("pictures/painting-000001.png")).planes(), picture.planes());
    assertEquals("painting-000001-clustered.png", first.get("target").asText());
    assertEquals("painting-000001-dominant.npy", first.get("dominant").asText());
  }

  @Test
  void aCubeMayHaveAPhotographOrNone() throws IOException {
    Path cubes = Files.createDirectory(folder.resolve("cubes"));
    for (int i = 1; i <= 2; i++) {
      Files.copy(
          shared.resolve("cubes/painting-00000" + i + ".h5"), cubes.resolve("scan-" + i + ".h5"));
    }
    Path photographs = Files.createDirectory(folder.resolve("photographs"));
    Files.copy(shared.resolve("pictures/painting-000001.png"), photographs.resolve("scan-1.png"));
    Path pairs = folder.resolve("pairs");
    done(
        "embed",
        cubes,
        "--model",
        shared.resolve("run"),
        "--out",
        pairs,
        "--pictures",
        photographs);
    assertEquals(List.of("manifest.json", "scan-1.npy", "scan-1.png", "scan-2.npy"), names(pairs));
    done("paint", "--count", 1, "--size", "12x17", "--out", folder.resolve("wide"));
    Files.copy(folder.resolve("wide/painting-000001.png"), photographs.resolve("scan-2.png"));
    refused(
        "scan-2.png: 12 x 17 pixels, expected 12 x 16 as the cube has",
        "embed",
        cubes,
        "--model",
        shared.resolve("run"),
        "--out",
        pairs,
        "--pictures",
        photographs);
    assertEquals(List.of("manifest.json", "scan-1.npy", "scan-1.png", "scan-2.npy"), names(pairs));
  }

  @Test
  void aCubeWithoutAnEnergyAxisIsEmbeddedWithAWarning() throws IOException {
    Path cube = shared.resolve("cubes").resolve(cubeName());
    Path bare = folder.resolve("bare.npy");
    done("convert", cube, bare);
    Ran guessed =
        done("embed", bare, "--model", shared.resolve("run"), "--out", folder.resolve("bare"));
    assertTrue(guessed.err().contains("bare.npy: not calibrated: its 32 bins"), guessed.err());
    Ran told =
        done("embed", cube, "--model", shared.resolve("run"), "--out", folder.resolve("told"));
    assertFalse(told.err().contains("not calibrated"), told.err());
  }

  private static String cubeName() throws IOException {
    return names(shared.resolve("cubes")).stream()
        .filter(name -> name.endsWith(".h5"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSameFiles(Path expected, Path actual) throws IOException {
    assertEquals(names(expected), names(actual));
    for (String name : names(expected)) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(name)),
          Files.readAllBytes(actual.resolve(name)),
          name);
    }
  }

  private void untrained(String message, String option, Object value) {
    Path cubes = shared.resolve("cubes");
    Path out = folder.resolve("run");
    refused(message, "train-embedder", "--cubes", cubes, "--out", out, option, value);
  }

  @Test
  void whatCannotBeTrainedOnIsNamed() throws IOException {
    Path out = folder.resolve("run");
    Path config = folder.resolve("bad.json");
    refused("nowhere: no such file", "train-embedder", "--cubes", "nowhere", "--out", out);
    refused("no cubes in this folder", "train-embedder", "--cubes", folder, "--out", out);
    Files.writeString(config, "{\"model\": {\"bins\": 64}}");
    untrained("bad.json: energy.bins is 512, expected model.bins, 64", "--config", config);
    Files.writeString(config, "{\"batches\": 64}");
    untrained("bad.json: field batches is unknown", "--config", config);
    untrained("--set: field loss.epsilon is unknown", "--set", "loss.epsilon=1");
    Files.writeString(config, "{\"most_clusters\": 3}");
    untrained("bad.json: most_clusters is 3, expected 10 to 1024", "--config", config);
    untrained("epochs is 0, expected at least 1", "--epochs", 0);
    refused("holds a run already", training(shared.resolve("run")));
    Path bad = Files.createDirectory(folder.resolve("bad"));
    Files.write(bad.resolve("a.h5"), new byte[100]);
    refused("a.h5", "train-embedder", "--cubes", bad, "--out", out);
    assertFalse(Files.exists(out));
  }

  @Test
  void whatCannotBeEmbeddedIsNamed() throws IOException {
    Path run = shared.resolve("run");
    Path out = folder.resolve("pairs");
    Path cube = shared.resolve("cubes/painting-000001.h5");
    refused("expected either cubes, or pictures", "embed", "--model", run, "--out", out);
    refused(
        "expected either cubes, or pictures",
        "embed",
        cube,
        "--synthesize",
        cube,
        "--model",
        run,
        "--out",
        out);
    refused("not found", "embed", "nowhere.h5", "--model", run, "--out", out);
    refused("no trained model", "embed", cube, "--model", folder, "--out", out);
    refused("is named painting-000001 as well", "embed", cube, cube, "--model", run, "--out", out);
    Files.writeString(Files.createDirectory(folder.resolve("full")).resolve("letter"), "dear");
    refused("holds other things", "embed", cube, "--model", run, "--out", folder.resolve("full"));
    refused(
        "is not a folder", "embed", cube, "--model", run, "--out", folder.resolve("full/letter"));
    assertEquals(List.of("full"), names(folder));
  }
}
