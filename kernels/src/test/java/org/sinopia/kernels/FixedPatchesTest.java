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
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.Shift;
import org.sinopia.tensor.random.Draw;

/** Patches of shapes that have kernels for themselves, and of those that look like them. */
@AddLifecycleHook(TestDevice.Required.class)
class FixedPatchesTest {
  private static final int CHANNELS = 3;

  @Property(tries = 60)
  void agreesAtEveryEdge(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 3, max = 3) List<@IntRange(min = 1, max = 4) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get());
  }

  @Property(tries = 20)
  void agreesWhereOperandsAreUnaligned(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 3, max = 3) List<@IntRange(min = 1, max = 3) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), TestDevice.get(), Unaligned::run);
  }

  @Property(tries = 20)
  void sameBitsInEveryOrderOfThreads(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 3, max = 3) List<@IntRange(min = 1, max = 3) Integer> sizes,
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
    for (int patch : new int[] {4, 8, 16}) {
      for (Shift shift : Shift.values()) {
        cases.add(
            new OpCase(
                "shifted_patch_tokens " + patch + " " + shift,
                PatchOp.ShiftedPatchTokens.class,
                1e-5,
                false,
                (scope, draw) -> tokens(scope, draw, patch, shift)));
      }
      cases.add(
          new OpCase(
              "patchify " + patch,
              PatchOp.Patchify.class,
              0,
              false,
              (scope, draw) -> {
                Tensor image = image(scope, draw, patch);
                return new PatchOp.Patchify(image, patch, scope.empty(extents(image, patch, 1)));
              }));
      cases.add(
          new OpCase(
              "unpatchify " + patch,
              PatchOp.Unpatchify.class,
              0,
              false,
              (scope, draw) -> {
                Tensor image = image(scope, draw, patch);
                return new PatchOp.Unpatchify(
                    draw.tensor(scope, extents(image, patch, 1)), patch, scope.emptyLike(image));
              }));
    }
    return Arbitraries.of(cases);
  }

  private static Op tokens(Scope scope, Draw draw, int patch, Shift shift) {
    Tensor x = image(scope, draw, patch);
    int[] extents = extents(x, patch, shift.copies());
    return new PatchOp.ShiftedPatchTokens(
        x,
        patch,
        shift,
        draw.tensor(scope, extents[2]),
        draw.tensor(scope, extents[2]),
        0.1,
        scope.empty(extents),
        scope.empty(extents[0], extents[1]),
        scope.empty(extents[0], extents[1]));
  }

  private static Tensor image(Scope scope, Draw draw, int patch) {
    return draw.tensor(
        scope, draw.size(1, 3), CHANNELS, patch * draw.size(1, 4), patch * draw.size(1, 4));
  }

  private static int[] extents(Tensor image, int patch, int copies) {
    int[] e = image.shape().extents();
    return new int[] {e[0], e[2] / patch * (e[3] / patch), copies * CHANNELS * patch * patch};
  }
}
