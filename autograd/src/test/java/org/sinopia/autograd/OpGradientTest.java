package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sinopia.autograd.op.OpRegistry;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/** Every registered op's backward is the derivative of its forward. */
class OpGradientTest {
  @TestFactory
  Stream<DynamicTest> backwardEqualsFiniteDifferencesOnDegenerateShapes() {
    return OpRegistry.all().stream()
        .map(
            op ->
                DynamicTest.dynamicTest(
                    op.name(),
                    () -> {
                      GradientCheck.Report report = GradientCheck.run(op, 1, 7);
                      assertTrue(report.passed(), report::toString);
                      // A gradient and a difference that are both 0 everywhere would prove nothing;
                      // any other pair differs by rounding.
                      assertTrue(report.worstRelativeError() > 0, report::toString);
                    }));
  }

  @Property(tries = 400)
  void backwardEqualsFiniteDifferencesOnDrawnShapes(
      @ForAll("ops") OpSpec op,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 12) Integer> sizes,
      @ForAll long seed) {
    GradientCheck.Report report = GradientCheck.check(op, Draw.of(sizes, seed));
    assertTrue(report.passed(), report::toString);
  }

  @Property(tries = 400)
  void anInputsGradientDoesNotDependOnWhichOthersWantOne(
      @ForAll("ops") OpSpec op,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 12) Integer> sizes,
      @ForAll long seed) {
    try (Scope scope = Scope.open(Device.reference())) {
      GradientCheck.Problem problem = op.check().draw(scope, Draw.of(sizes, seed));
      int all = (1 << problem.inputs().size()) - 1;
      List<double[]> together = gradients(scope, problem, all);
      for (int wanted = 1; wanted < all; wanted++) {
        List<double[]> alone = gradients(scope, problem, wanted);
        for (int i = 0; i < alone.size(); i++) {
          double[] expected = (wanted & 1 << i) == 0 ? null : together.get(i);
          assertArrayEquals(expected, alone.get(i), "input " + i + " of " + wanted);
        }
      }
    }
  }

  /** The gradients of the inputs in a bit set, null for the others. */
  private static List<double[]> gradients(Scope scope, GradientCheck.Problem problem, int wanted) {
    Tape tape = Tape.recording(scope, 0);
    List<Variable> inputs = new ArrayList<>();
    for (Tensor x : problem.inputs()) {
      boolean one = (wanted & 1 << inputs.size()) != 0;
      inputs.add(one ? tape.variable(x) : tape.constant(x));
    }
    Variable y = problem.function().apply(inputs);
    double[] upstream = Draw.of(List.of(1), 8).values(y.value().elements());
    tape.backward(y, scope.of(upstream, y.shape().extents()));
    return inputs.stream()
        .map(x -> x.gradient() == null ? null : x.gradient().toDoubles())
        .collect(Collectors.toList());
  }

  @Provide
  Arbitrary<OpSpec> ops() {
    return Arbitraries.of(List.copyOf(OpRegistry.all()));
  }
}
