package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.Test;
import org.sinopia.kernels.device.Emulator;
import org.sinopia.kernels.device.EmulatorOptions;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.random.Draw;

/** Properties of matrix products that {@link AgreementTest} does not show. */
@AddLifecycleHook(TestDevice.Required.class)
class MatrixTest {
  @Property(tries = 20)
  void agreesOnOperandsOfAnyAlignment(@ForAll("cases") OpCase opCase, @ForAll long seed) {
    Draw draw = Draw.of(List.of(8, 12, 4, 16), seed);
    Agreement.check(opCase, draw, TestDevice.get(), Unaligned::run);
  }

  @Test
  void withoutTensorCoresProductsAreFloat32() {
    EmulatorOptions options = EmulatorOptions.fromProperties();
    assumeTrue(TestDevice.kernels() instanceof Emulator, "a GPU has the capability that it has");
    Emulator turing = new Emulator(new EmulatorOptions(options.checked(), options.order(), 75));
    for (OpCase opCase : matrixCases()) {
      for (Precision precision : List.of(Precision.TF32, Precision.BF16)) {
        Agreement.check(
            opCase,
            Draw.of(List.of(9, 5), 1),
            TestDevice.get(),
            new CudaBackend(turing, precision)::run);
      }
    }
  }

  /** Operands rounded beforehand lose nothing on the way, so only sums in float32 remain. */
  @Property(tries = 60)
  void tensorCoresAddExactProductsOfRoundedOperands(
      @ForAll("cases") OpCase opCase,
      @ForAll("rounding") Precision precision,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 33) Integer> sizes,
      @ForAll long seed) {
    OpCase rounded =
        new OpCase(
            opCase.name(),
            opCase.op(),
            opCase.tolerance(),
            false,
            (scope, draw) -> rounded((MatrixOp.Gemm) opCase.make().apply(scope, draw), precision));
    Agreement.check(
        rounded,
        Draw.of(sizes, seed),
        TestDevice.get(),
        op -> new CudaBackend(TestDevice.kernels(), precision).run(op));
  }

  /** Rounding to nearest is the only thing done to operands: done beforehand, it changes no bit. */
  @Property(tries = 20)
  void tensorCoresRoundOperandsToNearest(
      @ForAll("cases") OpCase opCase, @ForAll("rounding") Precision precision, @ForAll long seed) {
    try (Scope reference = Scope.open(Device.reference());
        Scope scope = Scope.open(TestDevice.get())) {
      Op drawn = opCase.make().apply(reference, Draw.of(List.of(1, 13, 8), seed));
      MatrixOp.Gemm plain = (MatrixOp.Gemm) drawn.map(t -> t.to(scope));
      MatrixOp.Gemm rounded = rounded((MatrixOp.Gemm) drawn.map(t -> t.to(scope)), precision);
      CudaBackend backend = new CudaBackend(TestDevice.kernels(), precision);
      backend.run(plain);
      backend.run(rounded);
      assertArrayEquals(plain.c().toFloats(), rounded.c().toFloats(), opCase.name());
    }
  }

  @Property(tries = 12)
  void sameBitsInEveryOrderOfThreads(
      @ForAll("cases") OpCase opCase, @ForAll Precision precision, @ForAll long seed) {
    try (Scope reference = Scope.open(Device.reference());
        Scope scope = Scope.open(TestDevice.get())) {
      Op op = opCase.make().apply(reference, Draw.of(List.of(2, 3, 33), seed));
      ThreadOrders.sameBits(op.map(t -> t.to(scope)), precision);
    }
  }

  private static MatrixOp.Gemm rounded(MatrixOp.Gemm op, Precision precision) {
    Rounding.round(op.a(), precision);
    Rounding.round(op.b(), precision);
    return op;
  }

  private static List<OpCase> matrixCases() {
    return OpCase.all().stream().filter(c -> MatrixOp.class.isAssignableFrom(c.op())).toList();
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(matrixCases());
  }

  @Provide
  Arbitrary<Precision> rounding() {
    return Arbitraries.of(Precision.TF32, Precision.BF16);
  }
}
