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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.nn.Safetensors;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.data.pairs.TinyPairs;
import org.sinopia.train.model.ModelFolder;

/** {@code train-recolourer --pretrain}, {@code --from} and {@code --adversarial}. */
class PretrainingCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path WEIGHTS = Path.of("model", "weights.safetensors");

  private static final List<String> MODEL =
      List.of(
          "model.patch=4", "model.dim=16", "model.heads=2", "model.dim_head=8", "model.depth=1");

  private static final List<String> RUN =
      List.of("crop=16", "batch=2", "run.epochs=2", "run.steps_per_epoch=4");

  @TempDir Path root;
  private Path pairs;

  @BeforeEach
  void pairs() throws IOException {
    pairs = TinyPairs.write(root.resolve("pairs"), 24, 22);
  }

  private static Ran train(List<String> sets, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("train-recolourer", "--preset", "small", "--device", "cpu"));
    words.addAll(List.of(more));
    for (String set : sets) {
      words.addAll(List.of("--set", set));
    }
    return Ran.sinopia(words.toArray());
  }

  private static List<String> both(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private Path pretrained() {
    Path run = root.resolve("pretrained");
    Ran ran = train(both(MODEL, RUN), "--pretrain", pairs, "--out", run);
    assertEquals(0, ran.status(), ran.err());
    return run;
  }

  private Ran from(Path start, Path out, Object... more) {
    List<Object> words = new ArrayList<>(List.of("--pairs", pairs, "--from", start, "--out", out));
    words.addAll(List.of(more));
    return train(both(RUN, List.of("loss.kind=redmean")), words.toArray());
  }

  private static float[] weight(Path run, String name) throws IOException {
    try (Safetensors file = Safetensors.open(run.resolve(WEIGHTS));
        Scope scope = Scope.open(Device.cpu())) {
      return file.read(name, scope).toFloats();
    }
  }

  private void withoutPictures() throws IOException {
    PairsManifest manifest = PairsFolder.open(pairs).manifest();
    List<PairsManifest.Entry> entries =
        manifest.pairs().stream()
            .map(
                e ->
                    new PairsManifest.Entry(
                        e.name(), e.latent(), null, e.height(), e.width(), e.split(), null, null))
            .toList();
    TinyPairs.write(
        pairs, new PairsManifest(manifest.embedderSha256(), manifest.embedder(), entries));
  }

  @Test
  void latentsWithoutPicturesPretrainATrunk() throws IOException {
    withoutPictures();
    Path run = pretrained();
    JsonNode model = JSON.readTree(Files.readString(run.resolve("model").resolve("model.json")));
    assertEquals("pretrained trunk", model.path("kind").asText());
    JsonNode last = JSON.readTree(Files.readAllLines(run.resolve("metrics.jsonl")).getLast());
    assertTrue(last.path("train_loss").isNumber(), last.toString());
    assertTrue(last.path("validation_explained").asDouble() < 1, last.toString());
    byte[] weights = Files.readAllBytes(run.resolve(WEIGHTS));
    Ran resumed = Ran.sinopia("train-recolourer", "--pretrain", pairs, "--out", run, "--resume");
    assertEquals(0, resumed.status(), resumed.err());
    assertArrayEquals(weights, Files.readAllBytes(run.resolve(WEIGHTS)));
  }

  @Test
  void aTrunkPredictsWhatIsHiddenBetterTheLongerItIsTrained() throws IOException {
    Path run = root.resolve("longer");
    Ran ran =
        train(
            both(MODEL, List.of("crop=16", "batch=4", "run.epochs=8", "run.steps_per_epoch=12")),
            "--pretrain",
            pairs,
            "--out",
            run);
    assertEquals(0, ran.status(), ran.err());
    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    double first = JSON.readTree(lines.getFirst()).path("train_loss").asDouble();
    double last = JSON.readTree(lines.getLast()).path("train_loss").asDouble();
    assertTrue(last < 0.9 * first, first + " to " + last);
  }

  /** With a learning rate of nearly nothing, weights stay what they start from. */
  @Test
  void aRunStartsFromAPretrainedTrunkAndFromARecolourer() throws IOException {
    Path pretrained = pretrained();
    Path tuned = root.resolve("tuned");
    String still = "run.optimiser.learning_rate=1e-30";
    Ran ran = from(pretrained, tuned, "--set", still);
    assertEquals(0, ran.status(), ran.err());
    assertArrayEquals(
        weight(pretrained, "spt.proj.weight"), weight(tuned, "spt.proj.weight"), 1e-6f);
    Path again = root.resolve("again");
    assertEquals(0, from(tuned, again, "--set", still).status());
    assertArrayEquals(weight(tuned, "head.weight"), weight(again, "head.weight"), 1e-6f);
  }

  @Test
  void againstADiscriminatorTheModelSaysThatItInvents() throws IOException {
    Path plain = root.resolve("plain");
    assertEquals(0, from(pretrained(), plain).status());
    Path run = root.resolve("pix2pix");
    Ran ran = from(plain, run, "--adversarial", 0.01);
    assertEquals(0, ran.status(), ran.err());
    JsonNode last = JSON.readTree(Files.readAllLines(run.resolve("metrics.jsonl")).getLast());
    for (String term : List.of("train_distance", "train_deception", "train_discrimination")) {
      assertTrue(last.path(term).asDouble() > 0, term + " in " + last);
    }
    ModelFolder model = ModelFolder.open(run);
    assertTrue(model.recolourer().adversarial());
    assertFalse(ModelFolder.open(plain).recolourer().adversarial());
    try (Safetensors weights = Safetensors.open(run.resolve(WEIGHTS))) {
      assertTrue(weights.names().stream().noneMatch(name -> name.contains("discriminator")));
    }
    byte[] bytes = Files.readAllBytes(run.resolve(WEIGHTS));
    Ran resumed = Ran.sinopia("train-recolourer", "--pairs", pairs, "--out", run, "--resume");
    assertEquals(0, resumed.status(), resumed.err());
    assertArrayEquals(bytes, Files.readAllBytes(run.resolve(WEIGHTS)));
  }

  @Test
  void whatDoesNotGoTogetherIsSaidInOneLine() {
    Path pretrained = pretrained();
    Path out = root.resolve("out");
    refused(
        from(pretrained, out, "--set", "model.dim=32"),
        "--from: "
            + pretrained
            + " holds a model of another configuration than asked for, expected"
            + " the same");
    refused(
        train(List.of(), "--pairs", pairs, "--pretrain", pairs, "--out", out),
        "--pairs: expected, or else --pretrain");
    refused(train(List.of(), "--out", out), "--pairs: expected, or else --pretrain");
    refused(
        train(List.of(), "--pretrain", pairs, "--from", pretrained, "--out", out),
        "--pretrain: expected without --from and --adversarial");
    refused(
        train(List.of("crop=20"), "--pretrain", pairs, "--out", out),
        "--set: crop is 20, expected at least two cells of the mask, 8 pixels each");
    refused(
        train(List.of(), "--pretrain", pairs, "--model", "conv", "--out", out),
        "--pretrain: expected with smalluvit, the only model that is pre-trained");
    refused(
        from(pretrained, out, "--adversarial", -1),
        "--adversarial: field loss: adversarial is -1.0, expected 0.0 to 1000.0");
    assertFalse(Files.exists(out));
  }

  private static void refused(Ran ran, String message) {
    assertEquals(2, ran.status(), ran.err());
    assertEquals(List.of("sinopia train-recolourer: " + message), ran.messages());
  }
}
