package org.sinopia.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.Weight;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.NonFiniteException;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

class TrainingStepTest {
  private static final OptimiserConfig PLAIN = new OptimiserConfig(0.1, 0.9, 0.999, 1e-8, 0, 0, 0);

  /** Three numbers to be moved, and one that no loss depends on. */
  private static final class Point extends Module {
    private final Weight x = weight("x", Initialiser.ONES, 3);
    private final Weight idle = weight("idle", Initialiser.ONES, 1);

    double[] position() {
      return x.parameter().value().toDoubles();
    }

    double idle() {
      return idle.parameter().value().item();
    }

    /** g·x, whose gradient is g wherever the point is. */
    Function<Tape, Variable> slope(double... g) {
      return tape ->
          Reduce.sum(
              Binary.multiply(
                  tape.parameter(x.parameter()), tape.constant(tape.scope().of(g, g.length))));
    }
  }

  private static OptimiserConfig clippedTo(double maxNorm) {
    return new OptimiserConfig(0.1, 0, 0, 1, 0, maxNorm, 0);
  }

  /**
   * The first step of Adam from moments of 0 is rate·g/(|g| + ε): corrected, they are g and g². The
   * weight without a gradient only decays, by 1 − 0.1·0.5.
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void theFirstStepIsTheSignOfTheGradient(String device) {
    OptimiserConfig config = new OptimiserConfig(0.1, 0.9, 0.999, 1e-8, 0.5, 0, 0);
    Point point = new Point();
    try (Scope memory = Scope.open(Device.of(device));
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), config, 0)) {
      TrainingStep.Outcome outcome = step.run(0, 0.1, point.slope(2, -1, 3));
      assertEquals(4, outcome.loss(), 1e-6);
      assertEquals(Math.sqrt(14), outcome.gradientNorm(), 1e-6);
      assertArrayEquals(new double[] {0.85, 1.05, 0.85}, point.position(), 1e-6);
      assertEquals(0.95, point.idle(), 1e-6);
    }
  }

  /** With β = 0 the update is rate·g/(|g| + 1), from which the clipped g follows. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void gradientsAreScaledToTheNormTheyMayHave(String device) {
    Point point = new Point();
    try (Scope memory = Scope.open(Device.of(device));
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), clippedTo(1), 0)) {
      assertEquals(5, step.run(0, 1, point.slope(3, 0, 4)).gradientNorm(), 1e-6);
      assertArrayEquals(new double[] {1 - 0.6 / 1.6, 1, 1 - 0.8 / 1.8}, point.position(), 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 5.1})
  void shortGradientsAreLeftAsTheyAre(double maxNorm) {
    Point point = new Point();
    try (Scope memory = Scope.open(Device.reference());
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), clippedTo(maxNorm), 0)) {
      step.run(0, 1, point.slope(3, 0, 4));
      assertArrayEquals(new double[] {1 - 3 / 4.0, 1, 1 - 4 / 5.0}, point.position(), 1e-15);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void aLossThatIsNotFiniteStopsBeforeWeightsMoveAndNamesTheOp(String device) {
    Point point = new Point();
    try (Scope memory = Scope.open(Device.of(device));
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), PLAIN, 0)) {
      step.run(0, 0.1, point.slope(1, 1, 1));
      double[] state = all(step);
      NonFiniteException e =
          assertThrows(
              NonFiniteException.class,
              () -> step.run(1, 0.1, tape -> Unary.log(point.slope(-1, -1, -1).apply(tape))));
      assertEquals(
          "step 1: the loss is NaN: unary: output 0 "
              + memory.device().real()
              + "[]@"
              + device
              + " has NaN at element 0",
          e.getMessage());
      assertArrayEquals(state, all(step));
      step.run(1, 0.1, point.slope(1, 1, 1));
      assertTrue(Double.isFinite(point.position()[0]));
    }
  }

  /** √0 is finite, its derivative is not. */
  @Test
  void aGradientThatIsNotFiniteStopsAsWell() {
    Point point = new Point();
    try (Scope memory = Scope.open(Device.reference());
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), PLAIN, 0)) {
      NonFiniteException e =
          assertThrows(
              NonFiniteException.class,
              () -> step.run(8, 0.1, tape -> Unary.sqrt(point.slope(1, -1, 0).apply(tape))));
      assertTrue(e.getMessage().startsWith("step 8: the gradient's norm is "), e.getMessage());
      assertTrue(e.getMessage().contains("backward: output 0 "), e.getMessage());
      assertArrayEquals(new double[] {1, 1, 1}, point.position());
    }
  }

  @Test
  void anObjectiveThatFailsOnlyOnceIsSaidToDoSo() {
    Point point = new Point();
    try (Scope memory = Scope.open(Device.reference());
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), PLAIN, 0)) {
      double[] first = {Double.NaN};
      NonFiniteException e =
          assertThrows(
              NonFiniteException.class,
              () ->
                  step.run(
                      0,
                      0.1,
                      tape -> {
                        Variable loss = point.slope(first[0], 0, 0).apply(tape);
                        first[0] = 1;
                        return loss;
                      }));
      assertEquals(
          "step 0: the loss is NaN: no op did so when the step was repeated; is the objective the"
              + " same each time?",
          e.getMessage());
    }
  }

  @Test
  void stepsRepeatAddressesAndDrawOtherNumbers() {
    Point point = new Point();
    try (Scope memory = Scope.open(Device.reference());
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), PLAIN, 5)) {
      Set<Long> addresses = new HashSet<>();
      Set<Long> seeds = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        step.run(
            i,
            0.1,
            tape -> {
              Variable loss = point.slope(1, 2, 3).apply(tape);
              addresses.add(loss.value().memory().address());
              seeds.add(tape.seed());
              return loss;
            });
      }
      assertEquals(1, addresses.size());
      assertEquals(10, seeds.size());
    }
  }

  /** After steps 0 and 1 the average is 0.1·w₀ + 0.9·w₁, since t/(t + 9) is 0 and 0.1. */
  @Test
  void theAverageForgetsTheUntrainedWeights() {
    OptimiserConfig config = new OptimiserConfig(0.1, 0.9, 0.999, 1e-8, 0, 0, 0.99);
    Point point = new Point();
    try (Scope memory = Scope.open(Device.reference());
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), config, 0)) {
      Tensor average = step.state().get(TrainingStep.AVERAGES + "x");
      step.run(0, 0.1, point.slope(1, 2, 3));
      double[] first = point.position();
      assertArrayEquals(first, average.toDoubles());
      step.run(1, 0.1, point.slope(3, 2, 1));
      double[] second = point.position();
      for (int i = 0; i < 3; i++) {
        assertEquals(0.1 * first[i] + 0.9 * second[i], average.toDoubles()[i], 1e-15);
      }
    }
  }

  /** Late averages keep the configured part: 0.5 from the step on where t/(t + 9) exceeds it. */
  @Test
  void theAverageKeepsNoMoreThanItsDecay() {
    Point point = new Point();
    try (Scope memory = Scope.open(Device.reference())) {
      ParameterStore store = point.allocate(memory, 0);
      MovingAverage average = new MovingAverage(store, 0.5);
      store.parameters().get("x").value().set(5, 5, 5);
      average.update(1_000_000);
      assertEquals(3, store.parts(average.average()).get("x").toDoubles()[0], 1e-15);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void theAverageIsLentAndTheWeightsComeBackToTheBit(String device) {
    OptimiserConfig config = new OptimiserConfig(0.1, 0.9, 0.999, 1e-8, 0, 0, 0.9);
    Point point = new Point();
    try (Scope memory = Scope.open(Device.of(device));
        TrainingStep step = new TrainingStep(point.allocate(memory, 0), config, 0)) {
      for (int i = 0; i < 3; i++) {
        step.run(i, 0.1, point.slope(1, 2, 3));
      }
      MovingAverage average = step.average().orElseThrow();
      double[] before = all(step);
      double[] weights = point.position();
      try (MovingAverage.Loan _ = average.lend()) {
        assertArrayEquals(
            step.state().get(TrainingStep.AVERAGES + "x").toDoubles(), point.position());
        assertFalse(Arrays.equals(weights, point.position()));
        assertThrows(IllegalStateException.class, average::lend);
      }
      assertArrayEquals(before, all(step));
    }
  }

  private static double[] all(TrainingStep step) {
    return step.state().values().stream()
        .flatMapToDouble(t -> Arrays.stream(t.toDoubles()))
        .toArray();
  }
}
