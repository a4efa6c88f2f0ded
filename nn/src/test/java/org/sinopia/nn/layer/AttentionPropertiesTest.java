package org.sinopia.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Deviation;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Dropout;

class AttentionPropertiesTest {
  private static final int D = 8;
  private static final int HEADS = 2;
  private static final int DIM_HEAD = 3;

  private static double[] random(Random random, int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private static double[] apply(Attention attention, double[] tokens) {
    try (Scope step = Scope.open(Device.reference())) {
      Variable x = Tape.inference(step, 0).constant(step.of(tokens, 1, tokens.length / D, D));
      return attention.forward(x).value().toDoubles();
    }
  }

  private static double[] permuted(double[] tokens, List<Integer> order) {
    double[] moved = new double[tokens.length];
    for (int i = 0; i < order.size(); i++) {
      System.arraycopy(tokens, order.get(i) * D, moved, i * D, D);
    }
    return moved;
  }

  /** Without positions, tokens in another order give the same outputs in that order. */
  @Property(tries = 30)
  void attentionIsPermutationEquivariant(
      @ForAll @IntRange(min = 1, max = 9) int tokens, @ForAll boolean locality, @ForAll int seed) {
    Random random = new Random(seed);
    Attention attention =
        locality
            ? new LocalitySelfAttention(D, HEADS, DIM_HEAD, true, 0, 0)
            : new SelfAttention(D, HEADS, DIM_HEAD, 0, 0);
    try (Scope weights = Scope.open(Device.reference())) {
      attention.allocate(weights, seed);
      double[] x = random(random, tokens * D);
      List<Integer> order = new ArrayList<>(IntStream.range(0, tokens).boxed().toList());
      Collections.shuffle(order, random);
      Deviation.within(
          1e-12,
          "permuted",
          permuted(apply(attention, x), order),
          apply(attention, permuted(x, order)));
    }
  }

  /** Changing token i's value vector moves every other token's output, and never its own. */
  @Property(tries = 30)
  void aTokenDoesNotAttendToItself(
      @ForAll @IntRange(min = 2, max = 9) int tokens, @ForAll int seed) {
    Random random = new Random(seed);
    LocalitySelfAttention attention = new LocalitySelfAttention(D, HEADS, DIM_HEAD, false, 0, 0);
    try (Scope weights = Scope.open(Device.reference())) {
      attention.allocate(weights, seed);
      int width = 3 * HEADS * DIM_HEAD;
      double[] qkv = random(random, tokens * width);
      double[] before = attend(attention, qkv, tokens);
      int i = random.nextInt(tokens);
      for (int v = 2 * HEADS * DIM_HEAD; v < width; v++) {
        qkv[i * width + v] += 1;
      }
      double[] after = attend(attention, qkv, tokens);
      for (int t = 0; t < tokens; t++) {
        double[] old = row(before, t);
        if (t == i) {
          assertArrayEquals(old, row(after, t));
        } else {
          assertFalse(Arrays.equals(old, row(after, t)));
        }
      }
    }
  }

  private static double[] row(double[] values, int token) {
    int width = HEADS * DIM_HEAD;
    return Arrays.copyOfRange(values, token * width, (token + 1) * width);
  }

  private static double[] attend(LocalitySelfAttention attention, double[] qkv, int tokens) {
    try (Scope step = Scope.open(Device.reference())) {
      Variable x = Tape.inference(step, 0).constant(step.of(qkv, 1, tokens, qkv.length / tokens));
      return attention.attend(x, Dropout.NONE).value().toDoubles();
    }
  }

  /**
   * With nothing to attend to, the branch is proj of zeros, that is its bias, which starts at 0.
   */
  @Test
  void oneTokenAloneKeepsItsValue() {
    try (Scope weights = Scope.open(Device.reference())) {
      LocalitySelfAttention attention = new LocalitySelfAttention(D, HEADS, DIM_HEAD, false, 0, 0);
      attention.allocate(weights, 4);
      double[] x = random(new Random(4), D);
      assertArrayEquals(x, apply(attention, x));
    }
  }

  /** log(dimHead^−½), per layer or per head. */
  @Test
  void temperaturesStartAtTheUsualScale() {
    try (Scope weights = Scope.open(Device.reference())) {
      LocalitySelfAttention attention = new LocalitySelfAttention(D, HEADS, DIM_HEAD, true, 0, 0);
      attention.allocate(weights, 4);
      double[] start = attention.state().get("temperature").toDoubles();
      assertEquals(HEADS, start.length);
      assertEquals(Math.log(1 / Math.sqrt(DIM_HEAD)), start[1], 1e-15);
    }
  }
}
