package org.sinopia.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.products.ProductTime;
import org.sinopia.tensor.op.AttentionOp.LocalityAttention;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.SpectrumOp.Encode;
import org.sinopia.tensor.random.Draw;

class ProductTimeTest {
  private static final int RUNS = 5;
  private static final int ATTEMPTS = 20;

  private final Draw draw = Draw.of(List.of(1), 7);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void ofAProductsTimeNearlyAllIsInProductsWhateverTheThreads(int threads) {
    try (Scope s = Scope.open(Device.cpu())) {
      Tensor a = draw.tensor(s, 256, 256);
      Op gemm = Gemm.of(a, false, draw.tensor(s, 256, 256), true, s.empty(256, 256));
      double share = 0;
      // Another program may take a core meanwhile; it cannot make the share larger.
      for (int attempt = 0; attempt < ATTEMPTS && share <= 0.9; attempt++) {
        share = Math.max(share, share(threads, gemm));
      }
      assertTrue(share > 0.9 && share <= 1, "share " + share);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void ofAttentionsTimeAPartIsInProducts(int threads) {
    try (Scope s = Scope.open(Device.cpu())) {
      double share = share(threads, attention(s));
      assertTrue(share > 0 && share < 1, "share " + share);
    }
  }

  @Test
  void ofAnEncodersTimeAPartIsInProducts() {
    try (Scope s = Scope.open(Device.cpu())) {
      Encoder.Dense layer = new Encoder.Dense(draw.tensor(s, 64, 128), draw.tensor(s, 64));
      Encoder.Dense head = new Encoder.Dense(draw.tensor(s, 8, 64), draw.tensor(s, 8));
      Encoder encoder = new Encoder(CountScaling.NONE, List.of(layer), List.of(head));
      Encode encode = new Encode(draw.tensor(s, 500, 128), encoder, List.of(s.empty(500, 8)));
      double share = share(1, encode);
      assertTrue(share > 0 && share < 1, "share " + share);
    }
  }

  @Test
  void anOpWithoutProductsHasNone() {
    try (Scope s = Scope.open(Device.cpu())) {
      Tensor x = draw.tensor(s, 256, 256);
      assertEquals(0, share(2, new Softmax(x, s.emptyLike(x))));
    }
  }

  @Test
  void nothingIsCountedWhenNobodyWatches() {
    try (Scope s = Scope.open(Device.cpu())) {
      CpuBackend cpu = new CpuBackend(2);
      cpu.clock().close();
      long before = ProductTime.sum();
      cpu.run(attention(s));
      cpu.run(Gemm.of(s.zeros(8, 8), false, s.zeros(8, 8), false, s.empty(8, 8)));
      assertEquals(before, ProductTime.sum());
    }
  }

  @Test
  void timeInProductsIsReadOnceForEachMoment() {
    try (Scope s = Scope.open(Device.cpu())) {
      CpuBackend cpu = new CpuBackend(2);
      Op attention = attention(s);
      try (DeviceClock clock = cpu.clock()) {
        clock.mark();
        cpu.run(attention);
        clock.mark();
        long[] first = clock.read();
        assertEquals(2, first.length);
        long[] products = clock.products().orElseThrow();
        assertEquals(2, products.length);
        clock.mark();
        assertEquals(1, clock.read().length);
        long[] next = clock.products().orElseThrow();
        assertEquals(1, next.length);
        assertEquals(products[1], next[0]);
      }
    }
  }

  private LocalityAttention attention(Scope s) {
    return new LocalityAttention(
        draw.tensor(s, 2, 200, 3 * 2 * 32),
        2,
        draw.tensor(s, 2),
        true,
        Dropout.NONE,
        s.empty(2, 200, 2 * 32),
        s.empty(2, 2, 200));
  }

  private static double share(int threads, Op op) {
    CpuBackend cpu = new CpuBackend(threads);
    cpu.run(op);
    try (DeviceClock clock = cpu.clock()) {
      clock.mark();
      for (int i = 0; i < RUNS; i++) {
        cpu.run(op);
      }
      clock.mark();
      return share(clock);
    }
  }

  /** The share in products of the time between two moments. */
  private static double share(DeviceClock clock) {
    long[] moments = clock.read();
    long[] products = clock.products().orElseThrow();
    return (double) (products[1] - products[0]) / (moments[1] - moments[0]);
  }
}
