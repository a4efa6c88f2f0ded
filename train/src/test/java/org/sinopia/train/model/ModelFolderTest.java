package org.sinopia.train.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.nn.Safetensors;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.inference.Models;

class ModelFolderTest {
  @TempDir Path run;

  @Test
  void whatIsWrittenIsReadFromTheRunOrTheModelsOwnFolder() throws IOException {
    ModelFolder written = Models.embedder(run.resolve("model"), 1);
    for (Path from : List.of(run, run.resolve("model"))) {
      ModelFolder read = ModelFolder.open(from);
      assertEquals(Models.embedderDescription(), read.description());
      assertEquals(written.sha256(), read.sha256());
    }
    assertEquals(64, written.sha256().length());
    ModelFolder other = Models.recolourer(run.resolve("other"), 1);
    assertEquals(other.description(), ModelFolder.open(run.resolve("other")).description());
  }

  @Test
  void theDescriptionIsSpelledAsDocumented() throws IOException {
    Models.embedder(run.resolve("model"), 1);
    String json = Files.readString(run.resolve("model/model.json"));
    for (String part :
        List.of(
            "\"kind\" : \"embedder\"",
            "\"energy\" : {",
            "\"from_kev\" : 0.5",
            "\"to_kev\" : 38.5",
            "\"scaling\" : \"sqrt\"",
            "\"latent_mean\" : [ 0.1, -0.2, 0.3 ]",
            "\"latent_deviation\"",
            "\"centroids\"")) {
      assertTrue(json.contains(part), part + " in " + json);
    }
    Models.recolourer(run.resolve("other"), 1);
    String recolourer = Files.readString(run.resolve("other/model.json"));
    assertTrue(recolourer.contains("\"architecture\" : \"smalluvit\""), recolourer);
  }

  @Test
  void loadedWeightsAreThoseWritten() throws IOException {
    ModelFolder folder = Models.recolourer(run, 3);
    try (Scope scope = Scope.open(Device.cpu());
        Safetensors file = Safetensors.open(folder.weights())) {
      Recolourer model = folder.loadRecolourer(scope);
      for (var weight : model.state().entrySet()) {
        assertArrayEquals(
            file.read(weight.getKey(), scope).toFloats(), weight.getValue().toFloats());
      }
    }
  }

  @Test
  void aBetterModelReplacesTheOneBeforeAndNothingElseIsLeft() throws IOException {
    Path folder = run.resolve("model");
    String first = Models.recolourer(folder, 1).sha256();
    String second = Models.recolourer(folder, 2).sha256();
    assertNotEquals(first, second);
    assertEquals(second, ModelFolder.open(run).sha256());
    try (Stream<Path> left = Files.list(run)) {
      assertEquals(List.of(folder), left.toList());
    }
  }

  @Test
  void anEmbedderPutIntoARecolourersFolderStaysWhenThatIsReplaced() throws IOException {
    ModelFolder embedder = Models.embedder(run.resolve("embedder-run/model"), 1);
    Path folder = run.resolve("recolourer-run/model");
    embedder.copyInto(folder);
    Models.recolourer(folder, 1);
    Models.recolourer(folder, 2);
    ModelFolder recolourer = ModelFolder.open(run.resolve("recolourer-run"));
    ModelFolder own = recolourer.ownEmbedder().orElseThrow();
    assertEquals(embedder.description(), own.description());
    assertEquals(embedder.sha256(), own.sha256());
    assertTrue(embedder.ownEmbedder().isEmpty());
  }

  @Test
  void aReplacementKilledHalfWayLeavesAModel() throws IOException {
    Path folder = run.resolve("model");
    String before = Models.recolourer(folder, 1).sha256();
    // The state on disk between the two moves, and a new folder that was never finished.
    Files.move(folder, run.resolve("model.old"));
    Files.createDirectory(run.resolve("model.part"));
    Files.writeString(run.resolve("model.part/model.json"), "{");
    assertEquals(before, ModelFolder.open(run).sha256());
    assertEquals(before, ModelFolder.open(folder).sha256());
    String after = Models.recolourer(folder, 2).sha256();
    assertEquals(after, ModelFolder.open(run).sha256());
    try (Stream<Path> left = Files.list(run)) {
      assertEquals(List.of(folder), left.toList());
    }
  }

  @Test
  void theOtherKindIsRefused() throws IOException {
    ModelFolder embedder = Models.embedder(run.resolve("e"), 1);
    ModelFolder recolourer = Models.recolourer(run.resolve("r"), 1);
    assertMessage(
        embedder.folder() + ": holds an embedder, expected a recolourer", embedder::recolourer);
    assertMessage(
        recolourer.folder() + ": holds a recolourer, expected an embedder", recolourer::embedder);
    assertThrows(
        IllegalArgumentException.class, () -> recolourer.copyInto(run.resolve("elsewhere")));
  }

  @Test
  void aFolderWithoutAModelIsNamed() {
    assertMessage(
        run + ": no trained model, expected model.json and weights.safetensors",
        () -> ModelFolder.open(run));
    assertThrows(NoSuchFileException.class, () -> ModelFolder.open(run.resolve("missing")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"embedder\" | \"painter\" | field kind is \"painter\", expected embedder, recolourer or pretrained trunk",
        "\"scaling\" | \"scalling\" | field scaling: missing",
        "\"sqrt\" | \"log\" | field scaling is log, expected one of sqrt, unit_max, unit_area",
        "\"bins\" : 32, | \"bins\" : 33, | energy.bins is",
        "\"from_kev\" : 0.5 | \"from_kev\" : 99 | energy axis: 99.0 to 38.5 keV",
        "0.1, -0.2, 0.3 | 0.1, 0.3 | latent_mean is [0.1, 0.3], expected config.latent, 3,",
        "0.5, 0.25, 2.0 | 0.5, 0, 2.0 | latent_deviation is 0.0, expected a number above 0",
        "\"latent\" : 3, | \"latents\" : 3, | field config.latents is unknown",
        "{ | [ | Unexpected"
      })
  void aFaultInTheDescriptionIsNamed(String from, String to, String message) throws IOException {
    Models.embedder(run, 1);
    Path file = run.resolve("model.json");
    String json = Files.readString(file);
    Files.writeString(file, json.replaceFirst(Pattern.quote(from), to));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ModelFolder.open(run));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void weightsOfAnotherConfigurationAreRefusedBeforeMemoryIsTaken() throws IOException {
    Models.recolourer(run, 1);
    Path file = run.resolve("model.json");
    Files.writeString(file, Files.readString(file).replace("\"ratio\" : 2", "\"ratio\" : 4096"));
    ModelFolder folder = ModelFolder.open(run);
    try (Scope scope = Scope.open(Device.cpu())) {
      SafetensorsException e =
          assertThrows(SafetensorsException.class, () -> folder.loadRecolourer(scope));
      assertTrue(e.getMessage().contains("tensor down.0.ff.fc1.weight"), e.getMessage());
      assertEquals(0, scope.allocatedBytes());
    }
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    Path weights = Models.recolourer(run, 1).weights();
    Files.delete(weights);
    assertMessage(weights + ": missing, expected beside model.json", () -> ModelFolder.open(run));
  }

  private static void assertMessage(String message, Executable executable) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, executable);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}
