package org.sinopia.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.Deviation;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Shift;

class TokenizationPropertiesTest {
  private static final int D = 8;

  private static double[] tokens(
      ShiftedPatchTokenization spt, double[] picture, int height, int width) {
    try (Scope step = Scope.open(Device.reference())) {
      Tensor x = step.of(picture, 1, 1, height, width);
      return spt.forward(Tape.inference(step, 0).constant(x)).value().toDoubles();
    }
  }

  /** A picture moved by whole patches has the same tokens, moved, but for those at a border. */
  @Property(tries = 30)
  void shiftingCommutesWithTranslationAwayFromBorders(
      @ForAll Shift shift, @ForAll @IntRange(min = 2, max = 5) int patch, @ForAll int seed) {
    int side = 5;
    int height = side * patch;
    Random random = new Random(seed);
    double[] picture = random.doubles((long) height * height).toArray();
    double[] moved = new double[picture.length];
    for (int y = patch; y < height; y++) {
      for (int x = patch; x < height; x++) {
        moved[y * height + x] = picture[(y - patch) * height + x - patch];
      }
    }
    ShiftedPatchTokenization spt = new ShiftedPatchTokenization(1, patch, shift, D);
    try (Scope weights = Scope.open(Device.reference())) {
      spt.allocate(weights, seed);
      double[] before = tokens(spt, picture, height, height);
      double[] after = tokens(spt, moved, height, height);
      for (int r = 2; r < side - 1; r++) {
        for (int c = 2; c < side - 1; c++) {
          int from = ((r - 1) * side + c - 1) * D;
          int to = (r * side + c) * D;
          Deviation.within(
              1e-12,
              "token " + r + ", " + c,
              Arrays.copyOfRange(before, from, from + D),
              Arrays.copyOfRange(after, to, to + D));
        }
      }
    }
  }

  /**
   * d = 8: ω = 1 and 1/10000. Column 2, row 1: sin 2, sin 0.0002, cos 2, cos 0.0002, sin 1, sin
   * 0.0001, cos 1, cos 0.0001.
   */
  @Test
  void sinCosPositionsAreTheFormulas() {
    Positions positions = new Positions.SinCos(D);
    try (Scope weights = Scope.open(Device.reference());
        Scope step = Scope.open(Device.reference())) {
      positions.allocate(weights, 0);
      Tape tape = Tape.inference(step, 0);
      double[] told =
          positions.forward(tape.constant(step.zeros(1, 6, D)), 2, 3).value().toDoubles();
      double[] expected = {
        Math.sin(2), Math.sin(2e-4), Math.cos(2), Math.cos(2e-4),
        Math.sin(1), Math.sin(1e-4), Math.cos(1), Math.cos(1e-4)
      };
      assertArrayEquals(expected, Arrays.copyOfRange(told, 5 * D, 6 * D), 1e-15);
      // A larger grid afterwards keeps what the smaller one had.
      double[] larger =
          positions.forward(tape.constant(step.zeros(1, 20, D)), 4, 5).value().toDoubles();
      assertArrayEquals(expected, Arrays.copyOfRange(larger, 7 * D, 8 * D), 1e-15);
    }
  }

  @Test
  void learnedPositionsServeTheirGridAlone() {
    Positions positions = Positions.Kind.LEARNED.make(List.of(4, 6), 2, D);
    assertEquals(List.of("pos"), List.copyOf(positions.weights().keySet()));
    try (Scope weights = Scope.open(Device.reference());
        Scope step = Scope.open(Device.reference())) {
      positions.allocate(weights, 0);
      Tape tape = Tape.inference(step, 0);
      double[] told =
          positions.forward(tape.constant(step.zeros(1, 6, D)), 2, 3).value().toDoubles();
      assertArrayEquals(positions.state().get("pos").toDoubles(), told);
      ShapeMismatchException e =
          assertThrows(
              ShapeMismatchException.class,
              () -> positions.forward(tape.constant(step.zeros(1, 6, D)), 3, 2));
      assertEquals(
          "learned positions: 3 x 2 tokens, the model was made for 2 x 3; the field positions"
              + " offers sin_cos for any size",
          e.getMessage());
    }
  }
}
