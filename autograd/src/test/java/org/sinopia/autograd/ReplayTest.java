package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sinopia.autograd.op.OpRegistry;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Operation;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * A step's ops alone, run again after its inputs have changed, give the new gradients: nothing in a
 * forward or backward depends on values that the host has seen, so a device may replay a step.
 */
class ReplayTest {
  @TestFactory
  Stream<DynamicTest> replayedOpsGiveTheGradientsOfNewInputs() {
    return OpRegistry.all().stream()
        .map(op -> DynamicTest.dynamicTest(op.name(), () -> replay(op, 21)));
  }

  private static void replay(OpSpec spec, long seed) {
    Device device = Device.reference();
    Draw draw = Draw.of(List.of(3, 2, 5, 4), seed);
    try (Scope problemScope = Scope.open(device);
        Scope first = Scope.open(device);
        Scope second = Scope.open(device)) {
      GradientCheck.Problem problem = spec.check().draw(problemScope, draw);
      List<Operation> ops = new ArrayList<>();
      Device.Observation observation =
          device.observe(
              (op, kernel) -> {
                ops.add(op);
                kernel.run();
              });
      Step recorded = new Step(first, problem);
      observation.close();
      double[] before = recorded.value.value().toDoubles();
      for (Tensor x : problem.inputs()) {
        x.set(Arrays.stream(x.toDoubles()).map(v -> 1.001 * v).toArray());
      }
      // Not through Op.run: a checkpoint's inner scope has ended, but its memory is still there.
      ops.forEach(device.backend()::run);
      Step fresh = new Step(second, problem);
      assertArrayEquals(fresh.value.value().toDoubles(), recorded.value.value().toDoubles(), 0);
      assertNotEquals(Arrays.toString(before), Arrays.toString(fresh.value.value().toDoubles()));
      for (int i = 0; i < fresh.gradients.size(); i++) {
        assertArrayEquals(
            fresh.gradients.get(i).toDoubles(), recorded.gradients.get(i).toDoubles(), 0);
      }
    }
  }

  /** A forward and a backward. */
  private static final class Step {
    private final Variable value;
    private final List<Tensor> gradients;

    Step(Scope scope, GradientCheck.Problem problem) {
      Tape tape = Tape.recording(scope, 0);
      List<Variable> inputs = problem.inputs().stream().map(tape::variable).toList();
      value = problem.function().apply(inputs);
      Tensor upstream = scope.emptyLike(value.value());
      upstream.set(Draw.of(List.of(1), 8).values(upstream.elements()));
      tape.backward(value, upstream);
      gradients = inputs.stream().map(Variable::gradient).toList();
    }
  }
}
