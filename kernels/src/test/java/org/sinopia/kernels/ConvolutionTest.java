package org.sinopia.kernels;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.random.Draw;

/** Properties of convolutions that {@link AgreementTest} does not show. */
@AddLifecycleHook(TestDevice.Required.class)
class ConvolutionTest {
  /** Rows of 32 pixels are a tile. */
  @Property(tries = 20)
  void agreesAcrossTiles(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 33, max = 50) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get());
  }

  @Property(tries = 6)
  void sameBitsInEveryOrderOfThreads(@ForAll("cases") OpCase opCase, @ForAll long seed) {
    try (Scope reference = Scope.open(Device.reference());
        Scope scope = Scope.open(TestDevice.get())) {
      Op op = opCase.make().apply(reference, Draw.of(List.of(2, 5, 33, 37, 6), seed));
      ThreadOrders.sameBits(op.map(t -> t.to(scope)), Precision.F32);
    }
  }

  @Provide
  Arbitrary<OpCase> cases() {
    Set<Class<? extends Op>> ops = Set.of(ImageOp.Conv3x3.class, ImageOp.Conv3x3Backward.class);
    return Arbitraries.of(OpCase.all().stream().filter(c -> ops.contains(c.op())).toList());
  }
}
