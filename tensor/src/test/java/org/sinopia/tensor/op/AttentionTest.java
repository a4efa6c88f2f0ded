package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.TestDevices;
import org.sinopia.tensor.cpu.CpuBackend;
import org.sinopia.tensor.random.Draw;
import org.sinopia.tensor.random.Philox;

/** Locality self-attention against golden values, and what must hold of it. */
class AttentionTest {
  private static final Golden GOLDEN = Golden.open("locality_attention.safetensors");

  @EveryDevice
  void agreesWithGolden(String device) {
    for (String name : List.of("n5_d32", "n64_d32", "n77_d32", "n100_d16")) {
      agreesWithGolden(device, name, TestDevices.tolerance(device, 1e-9, 1e-5));
    }
  }

  private static void agreesWithGolden(String device, String name, double tolerance) {
    int[] e = GOLDEN.shape(name + ".q");
    try (Scope scope = Scope.open(Device.of(device))) {
      AttentionOp.LocalityAttention forward =
          attention(
              scope,
              scope.of(tokens(name, e, ".q", ".k", ".v"), e[0], e[2], 3 * e[1] * e[3]),
              e[1],
              GOLDEN.tensor(scope, name + ".log_temperature"),
              true,
              Dropout.NONE);
      forward.run();
      assertClose(tokens(name, e, ".out"), forward.out(), tolerance);

      AttentionOp.LocalityAttentionBackward backward =
          AttentionCases.backward(
              scope, forward, scope.of(tokens(name, e, ".grad_out"), e[0], e[2], e[1] * e[3]));
      backward.run();
      assertClose(tokens(name, e, ".grad_q", ".grad_k", ".grad_v"), backward.gradQkv(), tolerance);
      assertClose(
          GOLDEN.values(name + ".grad_log_temperature"), backward.gradLogTemperature(), tolerance);
    }
  }

  /** With equal scores, each token's output is the mean of the other tokens' values. */
  @EveryDevice
  void underTheMaskATokenSeesOnlyOthers(String device) {
    int tokens = 3;
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor qkv = scope.of(new double[] {0, 0, 3, 0, 0, 5, 0, 0, 10}, 1, tokens, 3);
      AttentionOp.LocalityAttention masked =
          attention(scope, qkv, 1, scope.of(new double[] {0}, 1), true, Dropout.NONE);
      masked.run();
      assertArrayEquals(new double[] {7.5, 6.5, 4}, masked.out().toDoubles(), 1e-6);
      double log2 = Math.log(2);
      assertArrayEquals(new double[] {log2, log2, log2}, masked.logSumExp().toDoubles(), 1e-6);

      AttentionOp.LocalityAttention open =
          attention(scope, qkv, 1, scope.of(new double[] {0}, 1), false, Dropout.NONE);
      open.run();
      assertArrayEquals(new double[] {6, 6, 6}, open.out().toDoubles(), 1e-6);
    }
  }

  @EveryDevice
  void oneTokenAttendsToNothingUnderTheMask(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor qkv = scope.of(random(2 * 12), 2, 1, 12);
      AttentionOp.LocalityAttention forward =
          attention(scope, qkv, 2, scope.of(new double[] {0.3, 0.5}, 2), true, Dropout.NONE);
      forward.run();
      assertArrayEquals(new double[8], forward.out().toDoubles());
      double none = Double.NEGATIVE_INFINITY;
      assertArrayEquals(new double[] {none, none, none, none}, forward.logSumExp().toDoubles());

      AttentionOp.LocalityAttentionBackward backward =
          AttentionCases.backward(scope, forward, scope.of(random(8), 2, 1, 4));
      backward.run();
      assertArrayEquals(new double[24], backward.gradQkv().toDoubles());
      assertArrayEquals(new double[2], backward.gradLogTemperature().toDoubles());
    }
  }

  /** Without the mask, one token attends to itself alone. */
  @EveryDevice
  void oneTokenWithoutTheMaskYieldsItsValue(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor qkv = scope.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 1, 6);
      AttentionOp.LocalityAttention forward =
          attention(scope, qkv, 1, scope.of(new double[] {0}, 1), false, Dropout.NONE);
      forward.run();
      assertArrayEquals(new double[] {5, 6}, forward.out().toDoubles());
      assertEquals(1 * 3 + 2 * 4, forward.logSumExp().item(), 1e-6);
    }
  }

  @EveryDevice
  void permutingTokensPermutesOutputs(String device) {
    int tokens = 37;
    int heads = 2;
    int d = 5;
    double[] values = random(tokens * 3 * heads * d);
    double[] reversed = reversed(values, 3 * heads * d);
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor theta = scope.of(new double[] {-0.5}, 1);
      AttentionOp.LocalityAttention straight =
          attention(
              scope, scope.of(values, 1, tokens, 3 * heads * d), heads, theta, true, Dropout.NONE);
      AttentionOp.LocalityAttention permuted =
          attention(
              scope,
              scope.of(reversed, 1, tokens, 3 * heads * d),
              heads,
              theta,
              true,
              Dropout.NONE);
      straight.run();
      permuted.run();
      assertClose(reversed(straight.out().toDoubles(), heads * d), permuted.out(), 1e-6);
    }
  }

  /** With v_j = e_j the outputs are the weights themselves. */
  @EveryDevice
  void dropoutDropsAndScalesWeightsByThePhiloxMask(String device) {
    int tokens = 21;
    double[] values = random(tokens * 3 * tokens);
    for (int j = 0; j < tokens; j++) {
      for (int c = 0; c < tokens; c++) {
        values[j * 3 * tokens + 2 * tokens + c] = c == j ? 1 : 0;
      }
    }
    double rate = 0.375;
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor qkv = scope.of(values, 1, tokens, 3 * tokens);
      Tensor theta = scope.of(new double[] {-1}, 1);
      AttentionOp.LocalityAttention plain = attention(scope, qkv, 1, theta, false, Dropout.NONE);
      AttentionOp.LocalityAttention dropped =
          attention(scope, qkv, 1, theta, false, Dropout.standard(rate, 11, 12));
      plain.run();
      dropped.run();
      double[] weights = plain.out().toDoubles();
      double[] expected = new double[weights.length];
      for (int i = 0; i < expected.length; i++) {
        boolean kept = Philox.uniform(Philox.word(11, 12, i)) >= rate;
        expected[i] = kept ? weights[i] / (1 - rate) : 0;
      }
      assertClose(expected, dropped.out(), 1e-6);
      assertArrayEquals(plain.logSumExp().toDoubles(), dropped.logSumExp().toDoubles());
    }
  }

  @Test
  void rateZeroIsNoDropout() {
    try (Scope scope = Scope.open(Device.cpu())) {
      Tensor qkv = scope.of(random(50 * 24), 1, 50, 24);
      Tensor theta = scope.of(new double[] {-1}, 1);
      AttentionOp.LocalityAttention none = attention(scope, qkv, 1, theta, true, Dropout.NONE);
      AttentionOp.LocalityAttention zero =
          attention(scope, qkv, 1, theta, true, Dropout.standard(0, 5, 6));
      none.run();
      zero.run();
      assertArrayEquals(none.out().toFloats(), zero.out().toFloats());
    }
  }

  /** Query i reaches row i alone; key j reaches every row that may attend to j. */
  @EveryDevice
  void nanReachesWhatDependsOnIt(String device) {
    int tokens = 19;
    int d = 3;
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor theta = scope.of(new double[] {0}, 1);
      for (int part = 0; part < 3; part++) {
        double[] values = random(tokens * 3 * d);
        values[7 * 3 * d + part * d + 1] = Double.NaN;
        AttentionOp.LocalityAttention op =
            attention(scope, scope.of(values, 1, tokens, 3 * d), 1, theta, true, Dropout.NONE);
        op.run();
        double[] out = op.out().toDoubles();
        for (int i = 0; i < tokens; i++) {
          boolean depends = part == 0 ? i == 7 : i != 7;
          if (depends) {
            assertTrue(Double.isNaN(out[i * d + 1]), "part " + part + ", token " + i);
          } else if (part < 2) {
            assertTrue(Double.isFinite(out[i * d + 1]), "part " + part + ", token " + i);
          }
        }
      }
    }
  }

  /** A score of hundreds overflows exp on its own, not after the row's maximum is taken off. */
  @Test
  void largeScoresStayFinite() {
    try (Scope scope = Scope.open(Device.cpu())) {
      double[] values = random(40 * 48);
      Tensor qkv = scope.of(Arrays.stream(values).map(v -> 20 * v).toArray(), 1, 40, 48);
      AttentionOp.LocalityAttention op =
          attention(scope, qkv, 1, scope.of(new double[] {0}, 1), true, Dropout.NONE);
      op.run();
      for (double value : op.out().toDoubles()) {
        assertTrue(Math.abs(value) <= 40, "out " + value);
      }
      for (double value : op.logSumExp().toDoubles()) {
        assertTrue(Double.isFinite(value), "logSumExp " + value);
      }
    }
  }

  @Test
  void sameBitsForAnyNumberOfThreads() {
    try (Scope reference = Scope.open(Device.reference());
        Scope scope = Scope.open(Device.cpu())) {
      for (OpCase opCase : AttentionCases.all()) {
        Op op =
            opCase.make().apply(reference, Draw.of(List.of(3, 31, 2, 32), 7)).map(t -> t.to(scope));
        List<float[]> expected = outputs(op, 1);
        for (int threads : new int[] {2, 7}) {
          List<float[]> got = outputs(op, threads);
          for (int i = 0; i < got.size(); i++) {
            assertArrayEquals(expected.get(i), got.get(i), opCase.name());
          }
        }
      }
    }
  }

  private static List<float[]> outputs(Op op, int threads) {
    new CpuBackend(threads).run(op);
    return op.outputs().stream().map(Tensor::toFloats).toList();
  }

  @Test
  void misuseIsNamed() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor qkv = s.empty(1, 4, 12);
      Tensor theta = s.empty(1);
      Tensor out = s.empty(1, 4, 4);
      Tensor lse = s.empty(1, 2, 4);
      assertEquals(
          "locality_attention: heads is 0, expected at least 1",
          assertThrows(
                  IllegalArgumentException.class,
                  new AttentionOp.LocalityAttention(qkv, 0, theta, true, Dropout.NONE, out, lse)
                      ::run)
              .getMessage());
      assertEquals(
          "locality_attention: qkv is [1, 4, 12]: 12 is no multiple of 3 x 3 heads",
          mismatch(new AttentionOp.LocalityAttention(qkv, 3, theta, true, Dropout.NONE, out, lse)));
      assertEquals(
          "locality_attention: logTemperature is [3], expected [1] or [2]",
          mismatch(
              new AttentionOp.LocalityAttention(qkv, 2, s.empty(3), true, Dropout.NONE, out, lse)));
      assertEquals(
          "locality_attention: out is [1, 4, 12], expected [1, 4, 4]",
          mismatch(
              new AttentionOp.LocalityAttention(
                  qkv, 2, theta, true, Dropout.NONE, s.empty(1, 4, 12), lse)));
      assertEquals(
          "locality_attention: logSumExp is [1, 4, 2], expected [1, 2, 4]",
          mismatch(
              new AttentionOp.LocalityAttention(
                  qkv, 2, theta, true, Dropout.NONE, out, s.empty(1, 4, 2))));
      assertEquals(
          "locality_attention: dropout must be of the standard kind",
          assertThrows(
                  IllegalArgumentException.class,
                  new AttentionOp.LocalityAttention(
                          qkv, 2, theta, true, Dropout.alpha(0.1, 1, 1), out, lse)
                      ::run)
              .getMessage());
      assertEquals(
          "locality_attention_backward: gradQkv is [1, 4, 4], expected [1, 4, 12]",
          mismatch(
              new AttentionOp.LocalityAttentionBackward(
                  qkv,
                  2,
                  theta,
                  true,
                  Dropout.NONE,
                  out,
                  lse,
                  s.empty(1, 4, 4),
                  s.empty(1, 4, 4),
                  s.empty(1))));
    }
  }

  private static String mismatch(Op op) {
    return assertThrows(ShapeMismatchException.class, op::run).getMessage();
  }

  private static AttentionOp.LocalityAttention attention(
      Scope scope, Tensor qkv, int heads, Tensor theta, boolean maskSelf, Dropout dropout) {
    int[] e = qkv.shape().extents();
    return new AttentionOp.LocalityAttention(
        qkv,
        heads,
        theta,
        maskSelf,
        dropout,
        scope.empty(e[0], e[1], e[2] / 3),
        scope.empty(e[0], heads, e[1]));
  }

  /** The golden [B, H, N, D] tensors side by side as [B, N, (tensor, head, feature)]. */
  private static double[] tokens(String name, int[] e, String... parts) {
    int batch = e[0];
    int heads = e[1];
    int tokens = e[2];
    int d = e[3];
    double[] packed = new double[batch * tokens * parts.length * heads * d];
    for (int part = 0; part < parts.length; part++) {
      double[] values = GOLDEN.values(name + parts[part]);
      for (int i = 0; i < values.length; i++) {
        int feature = i % d;
        int token = i / d % tokens;
        int head = i / (d * tokens) % heads;
        int b = i / (d * tokens * heads);
        packed[(((b * tokens + token) * parts.length + part) * heads + head) * d + feature] =
            values[i];
      }
    }
    return packed;
  }

  private static double[] random(int count) {
    return Draw.of(List.of(1), count).values(count);
  }

  /** Rows of the given width in the opposite order. */
  private static double[] reversed(double[] values, int width) {
    double[] reversed = new double[values.length];
    for (int i = 0; i < values.length; i += width) {
      System.arraycopy(values, i, reversed, values.length - width - i, width);
    }
    return reversed;
  }

  private static void assertClose(double[] expected, Tensor got, double tolerance) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, got.toDoubles(), tolerance * scale);
  }
}
