package org.sinopia.kernels;

import java.util.ArrayList;
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
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.random.Draw;

/** Matrices of more rows than {@link AgreementTest} draws, by column. */
@AddLifecycleHook(TestDevice.Required.class)
class ColumnsTest {
  @Property(tries = 40)
  void agrees(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 2, max = 2) List<@IntRange(min = 30, max = 700) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get());
  }

  @Property(tries = 10)
  void agreesWhereOperandsAreUnaligned(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 2, max = 2) List<@IntRange(min = 30, max = 300) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get(), Unaligned::run);
  }

  @Property(tries = 20)
  void sameBitsInEveryOrderOfThreads(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 2, max = 2) List<@IntRange(min = 30, max = 300) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(
        opCase,
        Draw.of(sizes, seed),
        TestDevice.get(),
        op -> ThreadOrders.sameBits(op, Precision.F32));
  }

  @Provide
  Arbitrary<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    for (ReduceFunction function : ReduceFunction.values()) {
      cases.add(
          new OpCase(
              "reduce " + function,
              ReductionOp.Reduce.class,
              1e-6,
              false,
              (scope, draw) -> {
                Tensor x = matrix(scope, draw);
                return new ReductionOp.Reduce(
                    function, x, List.of(0), scope.empty(x.shape().extent(1)));
              }));
    }
    for (boolean swapped : new boolean[] {false, true}) {
      cases.add(
          new OpCase(
              "binary, one operand repeated",
              ElementwiseOp.Binary.class,
              1e-6,
              false,
              (scope, draw) -> repeated(scope, draw, swapped)));
    }
    cases.add(
        new OpCase(
            "layer_norm", NormalisationOp.LayerNorm.class, 1e-5, false, ColumnsTest::layerNorm));
    cases.add(
        new OpCase(
            "layer_norm_backward",
            NormalisationOp.LayerNormBackward.class,
            2e-5,
            false,
            ColumnsTest::layerNormBackward));
    return Arbitraries.of(cases);
  }

  private static Tensor matrix(Scope scope, Draw draw) {
    int rows = draw.size(1, 700);
    return draw.tensor(scope, rows, columns(draw));
  }

  /** A multiple of four half of the time. */
  private static int columns(Draw draw) {
    int columns = draw.size(1, 200);
    return draw.choice(columns, (columns + 3) / 4 * 4);
  }

  private static Op repeated(Scope scope, Draw draw, boolean swapped) {
    Tensor whole = matrix(scope, draw);
    int columns = whole.shape().extent(1);
    int[] extents = draw.choice(new int[] {columns}, new int[] {1, columns}, new int[] {1});
    Tensor part = draw.tensor(scope, extents);
    BinaryFunction function = draw.choice(BinaryFunction.SUBTRACT, BinaryFunction.MULTIPLY);
    return new ElementwiseOp.Binary(
        function, swapped ? part : whole, swapped ? whole : part, scope.emptyLike(whole));
  }

  /** Rows that a warp holds, in two ways, and longer ones. */
  private static NormalisationOp.LayerNorm layerNorm(Scope scope, Draw draw) {
    int rows = draw.size(1, 700);
    int columns = draw.choice(draw.size(1, 200), 4 * draw.size(1, 64), 4 * draw.size(64, 140));
    Tensor x = draw.tensor(scope, rows, columns);
    return new NormalisationOp.LayerNorm(
        x,
        draw.tensor(scope, columns),
        draw.tensor(scope, columns),
        0.1,
        scope.emptyLike(x),
        scope.empty(rows),
        scope.empty(rows));
  }

  private static Op layerNormBackward(Scope scope, Draw draw) {
    NormalisationOp.LayerNorm forward = layerNorm(scope, draw);
    forward.run();
    Tensor x = forward.x();
    Tensor gradY = draw.tensor(scope, x.shape().extents());
    Tensor gradX = draw.choice(scope.emptyLike(x), gradY, null);
    return new NormalisationOp.LayerNormBackward(
        x,
        forward.gamma(),
        forward.mean(),
        forward.rstd(),
        gradY,
        gradX,
        scope.emptyLike(forward.gamma()),
        scope.emptyLike(forward.gamma()),
        gradX != null && draw.flip() ? draw.tensor(scope, x.shape().extents()) : null);
  }
}
