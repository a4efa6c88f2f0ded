package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
import org.sinopia.tensor.Draw;

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

  @Provide
  Arbitrary<OpSpec> ops() {
    return Arbitraries.of(List.copyOf(OpRegistry.all()));
  }
}
