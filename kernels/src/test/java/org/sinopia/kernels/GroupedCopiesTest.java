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
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.LayoutOp.Concat;
import org.sinopia.tensor.op.LayoutOp.Expand;
import org.sinopia.tensor.op.LayoutOp.Permute;
import org.sinopia.tensor.op.LayoutOp.Slice;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.random.Draw;

/** Copies whose inner axes are 16 bytes long, or nearly so. */
@AddLifecycleHook(TestDevice.Required.class)
class GroupedCopiesTest {
  @Property(tries = 100)
  void movesEveryElement(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 4, max = 4) List<@IntRange(min = 1, max = 6) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get());
  }

  @Property(tries = 30)
  void movesEveryElementOfUnalignedOperands(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 4, max = 4) List<@IntRange(min = 1, max = 6) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get(), Unaligned::run);
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(
        new OpCase("permute", Permute.class, 0, false, GroupedCopiesTest::permute),
        new OpCase("expand", Expand.class, 0, false, GroupedCopiesTest::expand),
        new OpCase("slice", Slice.class, 0, false, GroupedCopiesTest::slice),
        new OpCase("concat", Concat.class, 0, false, GroupedCopiesTest::concat));
  }

  /** A multiple of four three times out of four. */
  private static int inner(Draw draw) {
    int fours = 4 * draw.size(1, 6);
    return draw.choice(fours, fours, fours, fours + 2);
  }

  private static Op permute(Scope scope, Draw draw) {
    int a = draw.size(1, 6);
    int b = draw.size(1, 6);
    int c = inner(draw);
    Tensor x = draw.tensor(scope, a, b, c);
    return new Permute(x, List.of(1, 0, 2), scope.empty(b, a, c));
  }

  private static Op expand(Scope scope, Draw draw) {
    int a = draw.size(1, 6);
    int b = inner(draw);
    return new Expand(draw.tensor(scope, 1, b), scope.empty(a, b));
  }

  private static Op slice(Scope scope, Draw draw) {
    int a = draw.size(1, 6);
    int b = inner(draw);
    int skipped = draw.choice(0, 1, 4);
    Tensor x = draw.tensor(scope, a, skipped + b + inner(draw));
    return new Slice(x, 1, skipped, scope.empty(a, b));
  }

  private static Op concat(Scope scope, Draw draw) {
    int a = draw.size(1, 6);
    int b = inner(draw);
    int c = inner(draw);
    return new Concat(
        List.of(draw.tensor(scope, a, b), draw.tensor(scope, a, c)), 1, scope.empty(a, b + c));
  }
}
