package org.sinopia.kernels;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.sinopia.kernels.launch.Precision;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.op.SpectrumOp;

/** Spectra by kernels are those of the reference. */
@AddLifecycleHook(TestDevice.Required.class)
class SpectrumTest {
  @Property(tries = 40)
  void agreesOnDrawnShapes(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 33) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get());
  }

  @Property(tries = 10)
  void agreesOnOperandsOfAnyAlignment(@ForAll("cases") OpCase opCase, @ForAll long seed) {
    Draw draw = Draw.of(List.of(8, 12, 4, 16), seed);
    Agreement.check(opCase, draw, TestDevice.get(), Unaligned::run);
  }

  @Example
  void givesTheSameBitsInAnyOrderOfThreads() {
    try (Scope scope = Scope.open(TestDevice.get())) {
      for (OpCase opCase : cases().allValues().orElseThrow().toList()) {
        ThreadOrders.sameBits(
            opCase.make().apply(scope, Draw.of(List.of(9, 5, 3), 2)), Precision.F32);
      }
    }
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(
        OpCase.all().stream().filter(c -> SpectrumOp.class.isAssignableFrom(c.op())).toList());
  }
}
