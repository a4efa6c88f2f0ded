package org.sinopia.tensor.cpu.products;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.random.Draw;

/** Packed products beyond one tile, one panel, one slice; smaller ones are in the agreement. */
class PackedProductTest {
  @Property(tries = 60)
  void isTheProductForAnyExtents(
      @ForAll @IntRange(min = 1, max = 150) int m,
      @ForAll @IntRange(min = 1, max = 150) int n,
      @ForAll @IntRange(min = 1, max = 210) int k,
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

  /** So no bit depends on the width of vectors, nor on where an element lies in a tile. */
  @Property(tries = 30)
  void eachElementIsAChainOfFusedMultiplyAdds(
      @ForAll @IntRange(min = 1, max = 40) int m,
      @ForAll @IntRange(min = 1, max = 70) int n,
      @ForAll @IntRange(min = 1, max = 500) int k,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB,
      @ForAll long seed) {
    Draw draw = Draw.of(List.of(1), seed);
    try (Scope s = Scope.open(Device.cpu())) {
      Tensor a = draw.tensor(s, transposeA ? k : m, transposeA ? m : k);
      Tensor b = draw.tensor(s, transposeB ? n : k, transposeB ? k : n);
      Tensor bias = draw.flip() ? draw.tensor(s, n) : null;
      Tensor c = draw.tensor(s, m, n);
      double beta = draw.choice(0.0, 1.0, -0.7);
      Gemm op = new Gemm(a, transposeA, b, transposeB, draw.choice(1.0, 0.4), beta, bias, c);
      float[] wanted = new float[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          wanted[i * n + j] = element(op, i, j);
        }
      }
      product(op).run(new Workers(2));
      assertArrayEquals(wanted, c.toFloats(), 0);
    }
  }

  private static float element(Gemm op, int i, int j) {
    int k = op.k();
    float sum = op.beta() == 0 ? 0 : (float) op.beta() * at(op.c(), i * op.n() + j);
    sum += op.bias() == null ? 0 : at(op.bias(), j);
    for (int from = 0; from < k; from += RegisterTile.DEPTH) {
      float chain = 0;
      for (int l = from; l < Math.min(k, from + RegisterTile.DEPTH); l++) {
        float x = (float) op.alpha() * at(op.a(), op.transposeA() ? l * op.m() + i : i * k + l);
        chain = Math.fma(x, at(op.b(), op.transposeB() ? j * k + l : l * op.n() + j), chain);
      }
      sum += chain;
    }
    return sum;
  }

  private static float at(Tensor tensor, int index) {
    return tensor.memory().getAtIndex(JAVA_FLOAT, index);
  }

  private static void agrees(
      int m, int n, int k, boolean transposeA, boolean transposeB, Draw draw) {
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
      product(packed).run(new Workers(1));
      // Terms reach 4, so that rounding stays far below 1e-6 for each.
      assertArrayEquals(op.c().toDoubles(), packed.c().toDoubles(), 1e-6 * k);
    }
  }

  private static PackedProduct product(Gemm op) {
    return CpuMatrix.packed(op, op.m(), 0);
  }
}
