package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.autograd.op.Checkpoint;
import org.sinopia.autograd.op.LayerNorm;
import org.sinopia.autograd.op.Linear;
import org.sinopia.autograd.op.ResidualDropPath;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Draw;

/** Recomputing a segment changes nothing but the memory. */
class CheckpointTest {
  private static final int WIDTH = 8;
  private static final int BLOCKS = 6;

  private enum Mode {
    KEEP,
    RECOMPUTE,
    /** A checkpoint around each block and another around each three of them. */
    NEST
  }

  /** A residual block with shared weights, dropout and drop path. */
  private record Block(Parameter gamma, Parameter beta, Parameter weight, Parameter bias) {
    static Block draw(Scope scope, Draw draw) {
      return new Block(
          parameter(scope, draw, WIDTH),
          parameter(scope, draw, WIDTH),
          parameter(scope, draw, WIDTH, WIDTH),
          parameter(scope, draw, WIDTH));
    }

    private static Parameter parameter(Scope scope, Draw draw, int... extents) {
      Tensor value = draw.tensorBetween(-0.5, 0.5, scope, extents);
      return new Parameter(value, scope.emptyLike(value));
    }

    Variable apply(Tape tape, List<Variable> inputs) {
      Variable x = inputs.getFirst();
      Variable h = LayerNorm.of(x, tape.parameter(gamma), tape.parameter(beta), 1e-5);
      h = Linear.of(h, tape.parameter(weight), null);
      Dropout dropout = Dropout.standard(0.2, tape.seed(), tape.nextStream());
      h = BiasActivation.of(UnaryFunction.GELU, h, tape.parameter(bias), dropout);
      h = Linear.of(h, tape.parameter(weight), null);
      Dropout path = Dropout.standard(0.3, tape.seed(), tape.nextStream());
      return ResidualDropPath.of(x, h, null, Dropout.NONE, path);
    }

    List<Parameter> parameters() {
      return List.of(gamma, beta, weight, bias);
    }
  }

  /** Value, gradients of the input and of all parameters, and bytes. */
  private record Outcome(List<double[]> numbers, long peakBytes, long largestSegmentBytes) {}

  private static Outcome run(Device device, Mode mode, int rows) {
    long[] largest = new long[1];
    try (Scope weights = Scope.open(device);
        Scope step = Scope.open(device)) {
      Draw draw = Draw.of(List.of(1), 11);
      Block block = Block.draw(weights, draw);
      BiFunction<Tape, List<Variable>, Variable> segment =
          (part, inputs) -> {
            Variable y = block.apply(part, inputs);
            largest[0] = Math.max(largest[0], part.scope().peakBytes());
            return y;
          };
      Tape tape = Tape.recording(step, 99);
      Variable x = tape.variable(draw.tensor(weights, rows, WIDTH));
      Variable y = x;
      switch (mode) {
        case KEEP -> {
          for (int i = 0; i < BLOCKS; i++) {
            y = block.apply(tape, List.of(y));
          }
        }
        case RECOMPUTE -> {
          for (int i = 0; i < BLOCKS; i++) {
            y = Checkpoint.of(tape, List.of(y), segment);
          }
        }
        case NEST -> {
          for (int i = 0; i < BLOCKS; i += 3) {
            y = Checkpoint.of(tape, List.of(y), CheckpointTest.three(segment));
          }
        }
      }
      long stream = tape.nextStream();
      Variable loss = Reduce.mean(Unary.square(y));
      tape.backward(loss);
      List<double[]> numbers = new ArrayList<>();
      numbers.add(loss.value().toDoubles());
      numbers.add(new double[] {stream});
      numbers.add(x.gradient().toDoubles());
      block.parameters().forEach(p -> numbers.add(p.gradient().toDoubles()));
      return new Outcome(numbers, step.peakBytes(), largest[0]);
    }
  }

  private static BiFunction<Tape, List<Variable>, Variable> three(
      BiFunction<Tape, List<Variable>, Variable> segment) {
    return (part, inputs) -> {
      Variable y = inputs.getFirst();
      for (int i = 0; i < 3; i++) {
        y = Checkpoint.of(part, List.of(y), segment);
      }
      return y;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void gradientsAreTheSameToTheBit(String device) {
    Outcome kept = run(Device.of(device), Mode.KEEP, 5);
    for (Mode mode : List.of(Mode.RECOMPUTE, Mode.NEST)) {
      Outcome recomputed = run(Device.of(device), mode, 5);
      for (int i = 0; i < kept.numbers().size(); i++) {
        assertArrayEquals(kept.numbers().get(i), recomputed.numbers().get(i), 0, mode + " " + i);
      }
    }
  }

  @Test
  void lessMemoryIsNeeded() {
    Outcome kept = run(Device.reference(), Mode.KEEP, 200);
    Outcome recomputed = run(Device.reference(), Mode.RECOMPUTE, 200);
    long peak = recomputed.peakBytes() + recomputed.largestSegmentBytes();
    assertTrue(
        2 * peak < kept.peakBytes(),
        () -> "with checkpoints " + peak + " bytes, without " + kept.peakBytes());
  }

  @Test
  void severalInputsAndConstantsAmongThemAreHandled() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tape tape = Tape.recording(scope, 0);
      Variable a = tape.variable(scope.scalar(3));
      Variable b = tape.constant(scope.scalar(5));
      Variable unused = tape.variable(scope.scalar(7));
      Variable y =
          Checkpoint.of(
              tape,
              List.of(a, b, unused),
              (part, v) -> Binary.multiply(Binary.multiply(v.get(0), v.get(0)), v.get(1)));
      tape.backward(y);
      assertEquals(45, y.value().item());
      assertEquals(30, a.gradient().item());
      assertEquals(null, unused.gradient());
    }
  }

  @Test
  void inInferenceItIsConstant() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tape tape = Tape.inference(scope, 0);
      Variable x = tape.variable(scope.scalar(3));
      assertFalse(
          Checkpoint.of(tape, List.of(x), (part, v) -> Unary.square(v.get(0))).differentiable());
    }
  }

  @Test
  void aVariableFromOutsideTheSegmentIsRefused() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tape tape = Tape.recording(scope, 0);
      Variable x = tape.variable(scope.scalar(3));
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class,
              () -> Checkpoint.of(tape, List.of(x), (part, v) -> Binary.multiply(v.get(0), x)));
      assertEquals("multiply: an input is on another tape", refused.getMessage());
    }
  }
}
