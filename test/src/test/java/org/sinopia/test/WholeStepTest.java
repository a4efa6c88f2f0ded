package org.sinopia.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.kernels.CudaBackend;
import org.sinopia.kernels.device.Graph;
import org.sinopia.nn.Module;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.LinearRamp;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.SmallUViT;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnavailableDeviceException;
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.AdamW;
import org.sinopia.train.GradientNorm;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.TrainingStep;

/**
 * Training steps of both models by CUDA kernels: on the emulator, or on what the system property
 * {@code sinopia.device} names.
 */
class WholeStepTest {
  private static final int SEED = 5;

  /**
   * With ε far above rounding errors of gradients, weights are a smooth function of them; with 10⁻⁸
   * Adam's first step would have the size of the rate whatever the gradient, and only its sign.
   */
  private static final OptimiserConfig SMOOTH =
      new OptimiserConfig(0.01, 0.9, 0.999, 1e-3, 1e-2, 1, 0);

  /** Dropout of all kinds is on: its numbers are the same on every device. */
  enum Model {
    RECOLOURER {
      @Override
      Problem make(Scope scope) {
        SmallUViT model =
            new SmallUViTConfig(
                    4,
                    3,
                    16,
                    2,
                    16,
                    2,
                    1,
                    Shift.DIAGONAL,
                    SmallUViTConfig.Skip.CONCAT,
                    Positions.Kind.SIN_COS,
                    true,
                    0.1,
                    0.2,
                    false,
                    List.of(12, 8))
                .build();
        Tensor latents = waves(scope, 0.7, 2, 3, 12, 8);
        Tensor pictures = waves(scope, 0.3, 2, 3, 12, 8);
        return new Problem(
            model,
            tape ->
                new PictureLoss.Redmean(false)
                    .of(model.forward(tape.constant(latents)), tape.constant(pictures)));
      }
    },
    EMBEDDER {
      @Override
      Problem make(Scope scope) {
        VariationalEmbedder model =
            new VariationalEmbedder(
                new EmbedderConfig(
                    37, List.of(24, 12), 3, List.of(12), 0.1, EmbedderConfig.Prior.MIXTURE, 4));
        EmbedderLoss loss =
            new EmbedderLoss(
                new EmbedderLossConfig(
                    EmbedderLossConfig.Reconstruction.MEAN_SQUARED_ERROR,
                    new LinearRamp(0.1, 0, 0),
                    new LinearRamp(1, 0, 0),
                    new LinearRamp(0.1, 0, 0)));
        Tensor spectra = waves(scope, 0.2, 19, 37);
        Tensor centroids = waves(scope, 1.3, 4, 3);
        return new Problem(
            model,
            tape -> loss.of(model, tape.constant(spectra), Optional.of(centroids), 1).total());
      }
    };

    abstract Problem make(Scope scope);
  }

  record Problem(Module model, Function<Tape, Variable> objective) {}

  /** In [0, 1]. */
  private static Tensor waves(Scope scope, double frequency, int... extents) {
    double[] values = new double[Arrays.stream(extents).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> 0.5 + 0.5 * Math.sin(frequency * i));
    return scope.of(values, extents);
  }

  private static Device device() {
    try {
      return Device.of(System.getProperty("sinopia.device", "emulator"));
    } catch (UnavailableDeviceException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  /** What a model is after a step. */
  private record After(TrainingStep.Outcome outcome, Tensor gradients, Tensor weights) {}

  private static After oneStep(Model model, Scope scope, Scope kept) {
    Problem problem = model.make(scope);
    ParameterStore store = problem.model().allocate(scope, SEED);
    problem.model().train();
    try (TrainingStep step = new TrainingStep(store, SMOOTH, SEED)) {
      return new After(
          step.run(0, SMOOTH.learningRate(), problem.objective()),
          store.gradients().to(kept),
          store.values().to(kept));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepEqualsThatOfTheCpu(Model model) {
    Device device = device();
    try (Scope here = Scope.open(device);
        Scope there = Scope.open(Device.cpu())) {
      After expected = oneStep(model, there, there);
      After actual = oneStep(model, here, here);
      assertEquals(
          expected.outcome().loss(), actual.outcome().loss(), 2e-4 * expected.outcome().loss());
      assertEquals(
          expected.outcome().gradientNorm(),
          actual.outcome().gradientNorm(),
          2e-3 * expected.outcome().gradientNorm());
      assertTrue(expected.outcome().gradientNorm() > 0);
      assertNear(expected.gradients(), actual.gradients(), 2e-3);
      assertNear(expected.weights(), actual.weights(), 2e-4);
    }
  }

  /** Relative to the larger of the value and the root mean square of all. */
  private static void assertNear(Tensor expected, Tensor actual, double tolerance) {
    float[] e = expected.toFloats();
    float[] a = actual.toFloats();
    double squares = 0;
    for (float value : e) {
      squares += (double) value * value;
    }
    double typical = Math.sqrt(squares / e.length);
    for (int i = 0; i < e.length; i++) {
      assertEquals(e[i], a[i], tolerance * Math.max(Math.abs(e[i]), typical), "element " + i);
    }
  }

  /** Steps that never wait for the host, so that a graph can hold them. */
  private static final class Steps implements AutoCloseable {
    private final ParameterStore store;
    private final Function<Tape, Variable> objective;
    private final AdamW optimiser;
    private final Scope scope;

    private Steps(Model model, Scope memory) {
      Problem problem = model.make(memory);
      this.store = problem.model().allocate(memory, SEED);
      this.objective = problem.objective();
      this.optimiser = new AdamW(store, SMOOTH);
      this.scope = Scope.open(memory.device());
      // Tables that a model computes once are uploaded now, not while a step is captured.
      var _ = objective.apply(Tape.inference(scope, 0));
      problem.model().train();
    }

    private void run(int step) {
      scope.rewind();
      store.clearGradients();
      Tape tape = Tape.recording(scope, SEED + step);
      tape.backward(objective.apply(tape));
      store.completeGradients();
      GradientNorm.clip(
          store.gradients(), GradientNorm.of(store.gradients(), scope), SMOOTH.maxNorm(), scope);
      optimiser.step(step + 1L, SMOOTH.learningRate() / (1 + step));
    }

    private float[] weights() {
      return store.values().toFloats();
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  /** Rate, number and random seed of a step differ from one to the next. */
  @ParameterizedTest
  @EnumSource
  void twentyStepsByAGraphEqualTwentyWithout(Model model) {
    Device device = device();
    try (Scope memory = Scope.open(device);
        Steps plain = new Steps(model, memory);
        Steps captured = new Steps(model, memory)) {
      float[] start = plain.weights();
      for (int step = 0; step < 20; step++) {
        plain.run(step);
      }
      try (Graph graph = ((CudaBackend) device.backend()).device().capture(() -> captured.run(0))) {
        int launches = graph.size();
        assertArrayEquals(start, captured.weights(), "nothing ran yet");
        graph.replay();
        for (int step = 1; step < 20; step++) {
          int now = step;
          graph.update(() -> captured.run(now));
          graph.replay();
          assertEquals(launches, graph.size());
        }
      }
      assertFalse(Arrays.equals(start, plain.weights()));
      assertArrayEquals(plain.weights(), captured.weights());
    }
  }
}
