package org.sinopia.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.MatrixOp.Gemm;

/** Packed products beyond one tile, one panel, one slice; smaller ones are in the agreement. */
class PackedProductTest {
  @Property(tries = 60)
  void isTheProductForAnyExtents(
      @ForAll @IntRange(min = 32, max = 150) int m,
      @ForAll @IntRange(min = 32, max = 150) int n,
      @ForAll @IntRange(min = 32, max = 210) int k,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB,
      @ForAll long seed) {
    agrees(m, n, k, transposeA, transposeB, Draw.of(List.of(1), seed));
  }

  @ParameterizedTest
  @CsvSource({
    "33, 1061, 35, false, true",
    "33, 1061, 35, true, false",
    "40, 37, 1571, true, false",
    "40, 37, 1571, false, true",
    "1100, 33, 193, false, false",
    "1100, 33, 193, true, true"
  })
  void isTheProductOverSeveralSlices(int m, int n, int k, boolean transposeA, boolean transposeB) {
    agrees(m, n, k, transposeA, transposeB, Draw.of(List.of(1), 3));
  }

  @Test
  void devicesTellWhatMultiplies() {
    boolean ours = PackedProduct.available();
    assertEquals(
        ours ? "ours, small ones OpenBLAS" : "OpenBLAS",
        new CpuBackend(1).describe().get("matrix products"));
    assertEquals(ours, PackedProduct.suits(4096, 864, 192));
    assertFalse(PackedProduct.suits(31, 4096, 4096), "few rows");
    assertFalse(PackedProduct.suits(64, 64, 64), "few multiplications");
  }

  private static void agrees(
      int m, int n, int k, boolean transposeA, boolean transposeB, Draw draw) {
    assumeTrue(PackedProduct.available(), "vectors of another width");
    try (Scope reference = Scope.open(Device.reference());
        Scope s = Scope.open(Device.cpu())) {
      Tensor a = draw.tensor(reference, transposeA ? k : m, transposeA ? m : k);
      Tensor b = draw.tensor(reference, transposeB ? n : k, transposeB ? k : n);
      Tensor bias = draw.flip() ? draw.tensor(reference, n) : null;
      double beta = draw.choice(0.0, 1.0, -0.7);
      Tensor c = draw.tensor(reference, m, n);
      Gemm op = new Gemm(a, transposeA, b, transposeB, draw.choice(1.0, 0.4), beta, bias, c);
      Gemm packed = (Gemm) op.map(t -> t.to(s));
      op.run();
      new PackedProduct(packed, m).run(new Workers(1));
      // Terms reach 4, so that rounding stays far below 1e-6 for each.
      assertArrayEquals(op.c().toDoubles(), packed.c().toDoubles(), 1e-6 * k);
    }
  }
}
