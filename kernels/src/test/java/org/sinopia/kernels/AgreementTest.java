package org.sinopia.kernels;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.random.Draw;

/** The kernels compute what the reference computes. */
@AddLifecycleHook(TestDevice.Required.class)
class AgreementTest {
  @Property(tries = 500)
  void agreesOnDrawnShapes(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 33) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get());
  }

  @Property(tries = 400)
  void agreesOnWildValues(
      @ForAll("wildCases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.wild(sizes, seed), TestDevice.get());
  }

  @Property(tries = 1)
  void everyOpGivesTheSameBitsInAnyOrderOfThreads(
      @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 2, max = 33) Integer> sizes,
      @ForAll long seed) {
    for (OpCase opCase : OpCase.all()) {
      Agreement.check(
          opCase,
          Draw.of(sizes, seed),
          TestDevice.get(),
          op -> ThreadOrders.sameBits(op, Precision.F32));
    }
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(OpCase.all());
  }

  @Provide
  Arbitrary<OpCase> wildCases() {
    return Arbitraries.of(OpCase.all().stream().filter(OpCase::wild).toList());
  }
}
