package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.nn.Deviation;
import org.sinopia.nn.Safetensors;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

class ForwardCommandTest {
  private static final String GOLDEN = "smalluvit_diagonal_concat.safetensors";

  @TempDir Path folder;
  private Path config;
  private Path weights;
  private Path input;
  private Path output;

  @BeforeEach
  void writeFiles() throws IOException {
    config = Files.writeString(folder.resolve("c.json"), Golden.open(GOLDEN).metadata("config"));
    weights = folder.resolve("w.safetensors");
    input = folder.resolve("x.safetensors");
    output = folder.resolve("y.safetensors");
    Path golden = folder.resolve(GOLDEN);
    try (InputStream stored = ForwardCommandTest.class.getResourceAsStream("/golden/" + GOLDEN)) {
      Files.copy(stored, golden);
    }
    try (Scope scope = Scope.open(Device.reference());
        Safetensors file = Safetensors.open(golden)) {
      SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();
      for (String name : file.names()) {
        if (name.startsWith("param.")) {
          parameters.put(name.substring("param.".length()), file.read(name, scope));
        }
      }
      Safetensors.write(weights, Map.of(), parameters);
      SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
      inputs.put("input", file.read("input", scope));
      Safetensors.write(input, Map.of(), inputs);
    }
  }

  private Ran forward(String device) {
    return Ran.sinopia(
        "forward",
        "--config",
        config,
        "--weights",
        weights,
        "--input",
        input,
        "--output",
        output,
        "--device",
        device);
  }

  @ParameterizedTest
  @CsvSource({"reference, 1e-9", "cpu, 2e-4", "auto, 2e-4"})
  void theOutputIsTheGoldenOne(String device, double tolerance) throws IOException {
    Ran ran = forward(device);
    assertEquals(0, ran.status(), ran.err());
    try (Scope scope = Scope.open(Device.reference());
        Safetensors file = Safetensors.open(output)) {
      Tensor y = file.read("output", scope);
      assertEquals(Shape.of(2, 3, 16, 16), y.shape());
      Deviation.within(tolerance, "output", Golden.open(GOLDEN).values("output"), y.toDoubles());
    }
  }

  @Test
  void badInputIsOneLineAndLeavesNoOutput() throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 8));
    Ran ran = forward("reference");
    assertEquals(2, ran.status());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertEquals(
        weights.toString(),
        ran.err().replace("sinopia forward: ", "").replaceAll(": tensor .*\\R", ""));
    assertFalse(Files.exists(output));
  }

  @Test
  void wrongChannelsAreRefused() throws IOException {
    try (Scope scope = Scope.open(Device.reference())) {
      SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
      inputs.put("input", scope.full(0, 1, 3, 16, 16));
      Safetensors.write(input, Map.of(), inputs);
    }
    Ran ran = forward("reference");
    assertEquals(2, ran.status());
    assertEquals(
        "sinopia forward: "
            + input
            + ": tensor input: shape [1, 3, 16, 16], expected [batch, 5, height, width]",
        ran.err().strip());
  }

  @Test
  void anUnknownDeviceIsRefused() {
    Ran ran = forward("abacus");
    assertEquals(2, ran.status());
    assertEquals(
        "sinopia forward: --device: unknown device abacus (known: "
            + String.join(", ", Device.names())
            + ")",
        ran.err().strip());
  }
}
