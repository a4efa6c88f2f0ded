package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.random.Draw;

/** Properties of attention that {@link AgreementTest} does not show. */
@AddLifecycleHook(TestDevice.Required.class)
class AttentionTest {
  /** Twelve features to a head, so aligned operands would move four at a time. */
  @Property(tries = 10)
  void agreesOnOperandsOfAnyAlignment(@ForAll("cases") OpCase opCase, @ForAll long seed) {
    Draw draw = Draw.of(List.of(2, 12, 1, 12), seed);
    Agreement.check(opCase, draw, TestDevice.get(), Unaligned::run);
  }

  /**
   * With operands rounded beforehand, what bfloat16 costs is the rounding of weights and slopes, by
   * 2⁻⁸ of each at most: an output, a weighted mean of values below 2/(1−rate), is off by less than
   * 2⁻⁸·2.7. Gradients add up slopes of both signs; the bound is three times the worst of 300
   * draws.
   */
  @Property(tries = 40)
  void tensorCoresRoundOnlyWeights(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 33) Integer> sizes,
      @ForAll long seed) {
    boolean forward = opCase.op() == AttentionOp.LocalityAttention.class;
    OpCase rounded =
        new OpCase(
            opCase.name(),
            opCase.op(),
            forward ? 0x1p-8 * 2.7 : 1e-2,
            false,
            (scope, draw) -> rounded(opCase.make().apply(scope, draw)));
    Agreement.check(
        rounded,
        Draw.of(sizes, seed),
        TestDevice.get(),
        op -> new CudaBackend(TestDevice.kernels(), Precision.BF16).run(op));
  }

  @Property(tries = 10)
  void tensorCoresRoundOperandsToNearest(
      @ForAll @IntRange(min = 1, max = 80) int tokens, @ForAll long seed) {
    try (Scope scope = Scope.open(TestDevice.get())) {
      Draw draw = Draw.of(List.of(1), seed);
      AttentionOp.LocalityAttention plain =
          new AttentionOp.LocalityAttention(
              draw.tensor(scope, 1, tokens, 3 * 2 * 24),
              2,
              draw.tensorBetween(-3.5, -2, scope, draw.flip() ? 2 : 1),
              draw.flip(),
              draw.flip() ? Dropout.NONE : Dropout.standard(0.25, draw.seed(), 3),
              scope.empty(1, tokens, 2 * 24),
              scope.empty(1, 2, tokens));
      CudaBackend backend = new CudaBackend(TestDevice.kernels(), Precision.BF16);
      backend.run(plain);
      float[] out = plain.out().toFloats();
      Rounding.round(plain.qkv(), Precision.BF16);
      backend.run(plain);
      assertArrayEquals(out, plain.out().toFloats());
    }
  }

  @Property(tries = 8)
  void sameBitsInEveryOrderOfThreads(
      @ForAll("cases") OpCase opCase,
      @ForAll("precisions") Precision precision,
      @ForAll long seed) {
    try (Scope reference = Scope.open(Device.reference());
        Scope scope = Scope.open(TestDevice.get())) {
      Op op = opCase.make().apply(reference, Draw.of(List.of(2, 19, 2, 32), seed));
      ThreadOrders.sameBits(op.map(t -> t.to(scope)), precision);
    }
  }

  /** The same op on operands rounded to bfloat16. */
  private static Op rounded(Op op) {
    switch (op) {
      case AttentionOp.LocalityAttention o -> Rounding.round(o.qkv(), Precision.BF16);
      case AttentionOp.LocalityAttentionBackward o -> {
        Rounding.round(o.qkv(), Precision.BF16);
        Rounding.round(o.gradOut(), Precision.BF16);
        new AttentionOp.LocalityAttention(
                o.qkv(),
                o.heads(),
                o.logTemperature(),
                o.maskSelf(),
                o.dropout(),
                o.out(),
                o.logSumExp())
            .run();
      }
      default -> throw new IllegalArgumentException(op.name());
    }
    return op;
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(
        OpCase.all().stream().filter(c -> AttentionOp.class.isAssignableFrom(c.op())).toList());
  }

  @Provide
  Arbitrary<Precision> precisions() {
    return Arbitraries.of(Precision.F32, Precision.BF16);
  }
}
