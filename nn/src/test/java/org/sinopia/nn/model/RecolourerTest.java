package org.sinopia.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sinopia.autograd.GradientCheck;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.Deviation;
import org.sinopia.nn.ParameterStore;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

class RecolourerTest {
  private static final String TINY =
      "{\"patch\": 2, \"channels\": 2, \"dim\": 8, \"heads\": 2, \"dim_head\": 3, \"depth\": 1,"
          + " \"size\": [4, 4]";

  private static SmallUViTConfig tiny(String more) {
    return ConfigJson.parse(TINY + more + "}", "tiny", SmallUViTConfig.PAPER);
  }

  private static ConvEncoderDecoderConfig conv() {
    return new ConvEncoderDecoderConfig(2, 3, 1);
  }

  static Stream<RecolourerConfig> models() {
    return Stream.of(
        tiny(""),
        tiny(", \"skip\": \"concat\", \"shift\": \"axial\", \"per_head_temperature\": true"),
        tiny(", \"positions\": \"learned\", \"dropout\": 0.2, \"stochastic_depth\": 0.3"),
        tiny(", \"positions\": \"none\", \"shift\": \"none\", \"checkpointing\": true"),
        ConfigJson.parse(TINY + "}", "tiny", ViTConfig.PAPER),
        ConfigJson.parse(TINY + "}", "tiny", UViTConfig.PAPER),
        conv());
  }

  /** The whole model, dropout and all, by its input and every weight. */
  @ParameterizedTest
  @MethodSource("models")
  void gradientsAreThoseOfFiniteDifferences(RecolourerConfig config) {
    try (Scope scope = Scope.open(Device.reference())) {
      Recolourer model = config.build();
      ParameterStore store = model.allocate(scope, 5);
      model.train();
      Draw draw = Draw.of(List.of(3), 11);
      Tensor x = draw.tensor(scope, 2, 2, 4, 4);
      Problem problem =
          new Problem(
              List.of(x),
              new ArrayList<>(store.parameters().values()),
              inputs -> model.forward(inputs.getFirst()));
      GradientCheck.Report report = GradientCheck.check("model", problem, draw);
      assertTrue(report.passed(), report.worst() + ": " + report.worstRelativeError());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "3, 5", "16, 2", "17, 33"})
  void picturesOfAnySizeComeBackInTheirSize(int height, int width) {
    for (RecolourerConfig config : List.of(tiny(""), conv())) {
      try (Scope weights = Scope.open(Device.reference());
          Scope step = Scope.open(Device.reference())) {
        Recolourer model = config.build();
        model.allocate(weights, 5);
        Tensor x = Draw.of(List.of(1), 3).tensor(step, 2, 2, height, width);
        Tensor y = model.forward(Tape.inference(step, 0).constant(x)).value();
        assertEquals(Shape.of(2, 3, height, width), y.shape());
      }
    }
  }

  /** A row of one pixel is repeated, three columns continue with the second. */
  @Test
  void whatIsPaddedIsReflected() {
    try (Scope weights = Scope.open(Device.reference());
        Scope step = Scope.open(Device.reference())) {
      Recolourer model = tiny("").build();
      model.allocate(weights, 5);
      Tape tape = Tape.inference(step, 0);
      Tensor narrow = step.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 2, 1, 3);
      Tensor whole =
          step.of(new double[] {1, 2, 3, 2, 1, 2, 3, 2, 4, 5, 6, 5, 4, 5, 6, 5}, 1, 2, 2, 4);
      double[] expected = model.forward(tape.constant(whole)).value().toDoubles();
      double[] actual = model.forward(tape.constant(narrow)).value().toDoubles();
      for (int channel = 0; channel < 3; channel++) {
        for (int x = 0; x < 3; x++) {
          assertEquals(expected[channel * 8 + x], actual[channel * 3 + x]);
        }
      }
    }
  }

  @Test
  void wrongInputIsRefused() {
    try (Scope step = Scope.open(Device.reference())) {
      Recolourer model = tiny("").build();
      ShapeMismatchException e =
          assertThrows(
              ShapeMismatchException.class,
              () -> model.forward(Tape.inference(step, 0).constant(step.zeros(1, 3, 4, 4))));
      assertEquals("input is [1, 3, 4, 4], expected [any, 2, any, any]", e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void savedAndLoadedModelsComputeTheSameBits(RecolourerConfig config, @TempDir Path folder)
      throws IOException {
    try (Scope weights = Scope.open(Device.reference());
        Scope step = Scope.open(Device.reference())) {
      Recolourer one = config.build();
      one.allocate(weights, 5);
      one.save(folder.resolve("one.safetensors"), Map.of());
      Recolourer other = config.build();
      other.allocate(weights, 6);
      other.load(folder.resolve("one.safetensors"));
      Tape tape = Tape.inference(step, 0);
      Tensor x = Draw.of(List.of(1), 3).tensor(step, 2, 2, 4, 4);
      assertArrayEquals(
          one.forward(tape.constant(x)).value().toDoubles(),
          other.forward(tape.constant(x)).value().toDoubles());
    }
  }

  /** Same weights, same dropout, one step of each: outputs within 2e-4, gradients within 2e-3. */
  @ParameterizedTest
  @MethodSource("models")
  void theCpuComputesWhatTheReferenceDoes(RecolourerConfig config, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("weights.safetensors");
    try (Scope weights = Scope.open(Device.reference());
        Scope step = Scope.open(Device.reference());
        Scope cpuWeights = Scope.open(Device.cpu());
        Scope cpuStep = Scope.open(Device.cpu())) {
      Recolourer reference = config.build();
      ParameterStore store = reference.allocate(weights, 5);
      reference.save(file, Map.of());
      Recolourer cpu = config.build();
      ParameterStore cpuStore = cpu.allocate(cpuWeights, 6);
      cpu.load(file);
      double[] x = Draw.of(List.of(1), 3).values(2 * 2 * 4 * 4);
      Deviation.within(2e-4, "output", trained(reference, step, x), trained(cpu, cpuStep, x));
      store
          .parameters()
          .forEach(
              (name, parameter) ->
                  Deviation.within(
                      2e-3,
                      name,
                      parameter.gradient().toDoubles(),
                      cpuStore.parameters().get(name).gradient().toDoubles()));
    }
  }

  /** The output; gradients of its squares' mean are left in the parameters. */
  private static double[] trained(Recolourer model, Scope step, double[] x) {
    model.train();
    Tape tape = Tape.recording(step, 8);
    Variable y = model.forward(tape.constant(step.of(x, 2, 2, 4, 4))).keep();
    tape.backward(Reduce.mean(Unary.square(y)));
    return y.value().toDoubles();
  }

  /** The rates of the three blocks of depth 1. */
  @Test
  void stochasticDepthRisesWithDepth() {
    SmallUViTConfig config = tiny(", \"stochastic_depth\": 0.4");
    assertEquals(0, config.dropPath(0));
    assertEquals(0.2, config.dropPath(1), 1e-15);
    assertEquals(0.4, config.dropPath(2), 1e-15);
  }
}
