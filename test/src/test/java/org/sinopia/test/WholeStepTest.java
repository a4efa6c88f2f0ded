package org.sinopia.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
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
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnavailableDeviceException;
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
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

  private static final OptimiserConfig AVERAGED =
      new OptimiserConfig(0.01, 0.9, 0.999, 1e-3, 1e-2, 1, 0.9);

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
        PictureLoss loss = new PictureLoss.Redmean(false);
        return new Problem(
            model,
            step ->
                new Objective(
                    List.of(waves(0.7 + step, 2, 3, 12, 8), waves(0.3 + step, 2, 3, 12, 8)),
                    "recolourer",
                    (tape, inputs) ->
                        new Loss(
                            loss.of(
                                model.forward(tape.constant(inputs.get(0))),
                                tape.constant(inputs.get(1))))));
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
        Optional<Tensor> centroids = Optional.of(waves(1.3, 4, 3).in(scope));
        return new Problem(
            model,
            step ->
                new Objective(
                    List.of(waves(0.2 + step, 19, 37)),
                    "embedder",
                    (tape, inputs) -> {
                      Variable spectra = tape.constant(inputs.getFirst());
                      EmbedderLoss.Terms terms =
                          loss.of(model, EmbedderLoss.Sample.of(spectra), centroids, 1);
                      return new Loss(
                          terms.total(),
                          new TreeMap<>(Map.of("kl", terms.kl(), "mmd", terms.mmd())));
                    }));
      }
    };

    abstract Problem make(Scope scope);
  }

  /** The same question at each step, of other numbers. */
  record Problem(Module model, IntFunction<Objective> objective) {}

  /** In [0, 1]. */
  private static Objective.Input waves(double frequency, int... extents) {
    float[] values = new float[Shape.of(extents).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + 0.5 * Math.sin(frequency * i));
    }
    return new Objective.Input(values, extents);
  }

  private static Device device() {
    try {
      return Device.of(System.getProperty("sinopia.device", "emulator"));
    } catch (UnavailableDeviceException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  /** The state of a model after a step. */
  private record After(TrainingStep.Outcome outcome, Tensor gradients, Tensor weights) {}

  private static After oneStep(Model model, Scope scope, Scope kept) {
    Problem problem = model.make(scope);
    ParameterStore store = problem.model().allocate(scope, SEED);
    problem.model().train();
    try (TrainingStep step = new TrainingStep(store, SMOOTH, SEED)) {
      return new After(
          step.run(0, SMOOTH.learningRate(), problem.objective().apply(0)),
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

  /** A model in training, and how often its loss was computed op by op. */
  private static final class Run implements AutoCloseable {
    private final Problem problem;
    private final TrainingStep training;
    private final List<TrainingStep.Outcome> outcomes = new ArrayList<>();
    private int computed;

    private Run(Model model, Scope memory) {
      problem = model.make(memory);
      ParameterStore store = problem.model().allocate(memory, SEED);
      problem.model().train();
      training = new TrainingStep(store, AVERAGED, SEED);
    }

    /** By way of recordings where the device records. */
    private Run steps(int from, int to) {
      for (int step = from; step < to; step++) {
        Objective asked = problem.objective().apply(step);
        Objective counted =
            new Objective(
                asked.inputs(),
                asked.constants(),
                (tape, inputs) -> {
                  computed++;
                  return asked.loss().apply(tape, inputs);
                });
        outcomes.add(training.run(step, rate(step), counted));
      }
      return this;
    }

    /** Op by op. */
    private Run plainSteps(int from, int to) {
      for (int step = from; step < to; step++) {
        Objective asked = problem.objective().apply(step);
        training.run(
            step,
            rate(step),
            tape -> {
              List<Tensor> inputs =
                  asked.inputs().stream().map(input -> input.in(tape.scope())).toList();
              return asked.loss().apply(tape, inputs).total();
            });
      }
      return this;
    }

    private static double rate(int step) {
      return SMOOTH.learningRate() / (1 + step);
    }

    private float[] part(String name) {
      return training.state().get(name).toFloats();
    }

    private float[] state() {
      List<float[]> parts = training.state().values().stream().map(Tensor::toFloats).toList();
      float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
      int at = 0;
      for (float[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    }

    @Override
    public void close() {
      training.close();
    }
  }

  /** Rate, number, batch and random seed of a step differ from one to the next. */
  @ParameterizedTest
  @EnumSource
  void twentyStepsByAGraphEqualTwentyWithout(Model model) {
    try (Scope memory = Scope.open(device());
        Run plain = new Run(model, memory);
        Run recorded = new Run(model, memory)) {
      float[] start = plain.state();
      plain.plainSteps(0, 20);
      recorded.steps(0, 20);
      assertFalse(Arrays.equals(start, plain.state()));
      assertArrayEquals(plain.state(), recorded.state());
      assertEquals(2, recorded.computed, "once plainly, once for the recording");
      assertEquals(20, Set.copyOf(recorded.outcomes).size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void stepsAfterAResumptionAreThoseOfOneRun(Model model) {
    try (Scope memory = Scope.open(device());
        Run whole = new Run(model, memory);
        Run first = new Run(model, memory);
        Run second = new Run(model, memory)) {
      whole.steps(0, 8);
      first.steps(0, 5);
      second.training.state().forEach((name, part) -> part.set(first.part(name)));
      second.steps(5, 8);
      assertArrayEquals(whole.state(), second.state());
      assertEquals(whole.outcomes.subList(5, 8), second.outcomes);
    }
  }

  /** Work between steps on the same device touches nothing that a recording uses. */
  @ParameterizedTest
  @EnumSource
  void workBetweenReplaysChangesNothing(Model model) {
    try (Scope memory = Scope.open(device());
        Run plain = new Run(model, memory);
        Run recorded = new Run(model, memory)) {
      plain.plainSteps(0, 5);
      for (int step = 0; step < 5; step++) {
        recorded.steps(step, step + 1);
        recorded.problem.model().eval();
        try (Scope other = Scope.open(memory.device())) {
          Objective asked = recorded.problem.objective().apply(100);
          List<Tensor> inputs = asked.inputs().stream().map(input -> input.in(other)).toList();
          assertTrue(
              Double.isFinite(
                  asked.loss().apply(Tape.inference(other, 1), inputs).total().value().item()));
        }
        recorded.problem.model().train();
      }
      assertArrayEquals(plain.state(), recorded.state());
      assertEquals(2, recorded.computed);
    }
  }
}
