package org.sinopia.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.autograd.Parameter;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.layer.LayerNorm;
import org.sinopia.nn.layer.Linear;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;

class ModuleTest {
  @TempDir Path folder;

  /** A part within a list of parts, a part without a name, and its own weight. */
  private static final class Nest extends Module {
    final List<Linear> lines;

    Nest() {
      weight("temperature", Initialiser.ONES, 1);
      lines = parts("lines", List.of(Linear.transformer(2, 3), Linear.transformer(3, 2)));
      part("", new LayerNorm(3));
    }
  }

  @Test
  void namesJoinPartsInOrderOfDeclaration() {
    assertEquals(
        List.of(
            "temperature",
            "lines.0.weight",
            "lines.0.bias",
            "lines.1.weight",
            "lines.1.bias",
            "weight",
            "bias"),
        List.copyOf(new Nest().weights().keySet()));
  }

  /** 1 + (2·3 + 3) + (3·2 + 2) + (3 + 3) = 24, of which one is no layer's. */
  @Test
  void parametersAreCountedByLayer() {
    Nest nest = new Nest();
    assertEquals(24, nest.parameters());
    assertEquals(23, nest.layerParameters());
    assertEquals(
        List.of("", "lines.0", "lines.1", ""),
        nest.layers().stream().map(Module.Layer::name).toList());
    assertEquals(
        List.of(1, 9, 8, 6), nest.layers().stream().map(Module.Layer::parameters).toList());
  }

  @Test
  void modeReachesEveryPart() {
    Nest nest = new Nest();
    assertFalse(nest.lines.get(1).training());
    nest.train();
    assertTrue(nest.lines.get(1).training());
    nest.eval();
    assertFalse(nest.training() || nest.lines.get(0).training());
  }

  @Test
  void parametersAreAlignedSlicesOfFlatBuffers() {
    try (Scope scope = Scope.open(Device.reference())) {
      ParameterStore store = new Nest().allocate(scope, 3);
      for (Tensor flat : List.of(store.values(), store.gradients())) {
        long end = 0;
        for (Parameter parameter : store.parameters().values()) {
          Tensor part = flat == store.values() ? parameter.value() : parameter.gradient();
          assertTrue(part.overlaps(flat));
          assertEquals(0, part.memory().address() % 64);
          assertTrue(part.memory().address() >= end);
          end = part.memory().address() + part.bytes();
        }
      }
      store.parameters().get("lines.1.bias").value().set(5, 6);
      double sum = Arrays.stream(store.values().toDoubles()).filter(v -> v >= 5).sum();
      assertEquals(11, sum);
    }
  }

  @Test
  void partsOfAFlatTensorAreLaidOutAsTheParameters() {
    try (Scope scope = Scope.open(Device.reference())) {
      ParameterStore store = new Nest().allocate(scope, 3);
      Tensor copy = store.values().to(scope);
      SequencedMap<String, Tensor> parts = store.parts(copy);
      assertEquals(List.copyOf(store.parameters().keySet()), List.copyOf(parts.keySet()));
      store
          .parameters()
          .forEach(
              (name, parameter) -> {
                assertTrue(parts.get(name).overlaps(copy));
                assertEquals(parameter.shape(), parts.get(name).shape());
                assertArrayEquals(parameter.value().toDoubles(), parts.get(name).toDoubles());
              });
      assertEquals(
          "parts: of a tensor [3], expected " + copy.shape(),
          assertThrows(ShapeMismatchException.class, () -> store.parts(scope.zeros(3)))
              .getMessage());
    }
  }

  @Test
  void gradientsNotReachedAreZeroOnceCompleted() {
    try (Scope scope = Scope.open(Device.reference());
        Scope step = Scope.open(Device.reference())) {
      Nest nest = new Nest();
      ParameterStore store = nest.allocate(scope, 3);
      Tape tape = Tape.recording(step, 0);
      tape.backward(
          nest.lines.getFirst().forward(tape.constant(step.full(1, 1, 2))), step.full(1, 1, 3));
      store.completeGradients();
      assertArrayEquals(
          new double[] {1, 1, 1}, store.parameters().get("lines.0.bias").gradient().toDoubles());
      assertArrayEquals(
          new double[2], store.parameters().get("lines.1.bias").gradient().toDoubles());
      store.clearGradients();
      store.completeGradients();
      assertArrayEquals(new double[store.gradients().elements()], store.gradients().toDoubles());
    }
  }

  @Test
  void aModelHasMemoryOnce() {
    try (Scope scope = Scope.open(Device.reference())) {
      Nest nest = new Nest();
      assertThrows(IllegalStateException.class, nest::state);
      nest.allocate(scope, 0);
      assertThrows(IllegalStateException.class, () -> nest.allocate(scope, 0));
    }
  }

  @Test
  void savedAndLoadedWeightsHaveTheSameBits() throws IOException {
    try (Scope scope = Scope.open(Device.reference())) {
      Nest one = new Nest();
      one.allocate(scope, 1);
      Path file = folder.resolve("nest.safetensors");
      one.save(file, Map.of());
      Nest other = new Nest();
      other.allocate(scope, 2);
      other.load(file);
      one.state()
          .forEach(
              (name, value) ->
                  assertArrayEquals(value.toDoubles(), other.state().get(name).toDoubles(), name));
    }
  }

  @Test
  void filesThatDoNotFitAreRefusedAndChangeNothing() throws IOException {
    try (Scope scope = Scope.open(Device.reference())) {
      Nest nest = new Nest();
      nest.allocate(scope, 1);
      double[] before = nest.state().get("temperature").toDoubles();
      SequencedMap<String, Tensor> good = nest.state();
      good.put("temperature", scope.full(9, 1));

      SequencedMap<String, Tensor> renamed = new LinkedHashMap<>(good);
      renamed.put("lines.1.bia", renamed.remove("lines.1.bias"));
      refused(
          nest,
          renamed,
          "tensor lines.1.bias: missing: tensor lines.1.bia: no weight of the model has that name");

      SequencedMap<String, Tensor> reshaped = new LinkedHashMap<>(good);
      reshaped.put("lines.1.weight", scope.full(0, 3, 2));
      refused(nest, reshaped, "tensor lines.1.weight: shape [3, 2], expected [2, 3]");

      SequencedMap<String, Tensor> poisoned = new LinkedHashMap<>(good);
      poisoned.put("bias", scope.of(new double[] {0, Double.NaN, 0}, 3));
      refused(nest, poisoned, "tensor bias: element 1 is NaN, expected finite numbers");

      SequencedMap<String, Tensor> integer = new LinkedHashMap<>(good);
      integer.put("bias", scope.of(new int[] {1, 2, 3}, 3));
      refused(nest, integer, "tensor bias: dtype I32, expected a floating-point one");

      SequencedMap<String, Tensor> more = new LinkedHashMap<>(good);
      more.put("more", scope.scalar(0));
      refused(nest, more, "tensor more: no weight of the model has that name");

      assertArrayEquals(before, nest.state().get("temperature").toDoubles());
    }
  }

  private void refused(Module nest, SequencedMap<String, Tensor> tensors, String message)
      throws IOException {
    Path file = folder.resolve("bad.safetensors");
    Safetensors.write(file, Map.of(), tensors);
    SafetensorsException e = assertThrows(SafetensorsException.class, () -> nest.load(file));
    assertEquals(file + ": " + message, e.getMessage());
  }
}
