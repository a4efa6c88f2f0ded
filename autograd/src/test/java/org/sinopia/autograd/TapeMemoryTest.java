package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.op.LayerNorm;
import org.sinopia.autograd.op.Linear;
import org.sinopia.tensor.ClosedScopeException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/** When a tape's values end, and how much memory they and their gradients take at a time. */
class TapeMemoryTest {
  /** Float64, so 64 bytes: tensors of 8 elements take no more than their content. */
  private static final int BYTES = 8;

  private final Scope inputs = Scope.open(Device.reference());
  private final Scope scope = Scope.open(Device.reference());
  private final Tape tape = Tape.recording(scope, 0);

  @AfterEach
  void close() {
    scope.close();
    inputs.close();
  }

  private Tensor values(double... values) {
    return inputs.of(values, values.length);
  }

  @Test
  void gradientsOfAnySizeTakeTheMemoryOfDeadValues() {
    int depth = 12;
    int rows = 64;
    int[] widths = IntStream.rangeClosed(0, depth).map(i -> 8 + 8 * ((5 * i) % 13)).toArray();
    Variable x = tape.variable(inputs.zeros(rows, widths[0]));
    Variable y = x;
    long saved = 0;
    for (int i = 1; i <= depth; i++) {
      y = Linear.of(y, tape.constant(inputs.zeros(widths[i], widths[i - 1])), null);
      saved += (long) rows * widths[i] * BYTES;
    }
    long largest = IntStream.of(widths).max().orElseThrow() * (long) rows * BYTES;
    Variable loss = Reduce.sum(y);
    tape.backward(loss);
    // All that was saved, the gradient that comes and the one that goes, and a few scalars.
    assertTrue(
        scope.peakBytes() <= saved + 2 * largest + 1024,
        () -> "peak " + scope.peakBytes() + " bytes, largest " + largest);
    // The gradient of x, and scalars.
    assertTrue(
        scope.allocatedBytes() <= (long) rows * widths[0] * BYTES + 1024,
        () -> scope.allocatedBytes() + " bytes are left");
  }

  @Test
  void intermediatesEndWithTheBackwardAndKeptOnesDoNot() {
    Variable x = tape.variable(values(1, 2));
    Variable square = Unary.square(x);
    Variable kept = Unary.square(square).keep();
    Variable view = Reshape.of(Unary.square(kept), 2, 1).keep();
    Variable sum = Reduce.sum(view);
    Variable loss = Scale.of(2, sum);
    tape.backward(loss);
    assertThrows(ClosedScopeException.class, () -> square.value().toDoubles());
    assertArrayEquals(new double[] {1, 16}, kept.value().toDoubles());
    assertArrayEquals(new double[] {1, 256}, view.value().toDoubles());
    assertEquals(257, sum.value().item());
    assertEquals(514, loss.value().item());
    // 2x⁸: 16x⁷.
    assertArrayEquals(new double[] {16, 2048}, x.gradient().toDoubles());
    assertArrayEquals(new double[] {1, 2}, x.value().toDoubles());
  }

  @Test
  void whatTheBackwardStartsFromStays() {
    Variable x = tape.variable(values(1, 2));
    Variable y = Unary.square(x);
    Tensor upstream = values(1, 1);
    tape.backward(y, upstream);
    assertArrayEquals(new double[] {1, 4}, y.value().toDoubles());
    assertArrayEquals(new double[] {1, 1}, upstream.toDoubles());
  }

  @Test
  void valuesThatLeadNowhereEndToo() {
    Variable x = tape.variable(values(1, 2));
    Variable unused = Unary.square(x);
    tape.backward(Reduce.sum(Unary.square(x)));
    assertThrows(ClosedScopeException.class, unused::value);
  }

  @Test
  void aReleasedValueMakesRoomWhereNobodyNeedsIt() {
    Variable x = tape.variable(values(1, 2, 3, 4, 5, 6, 7, 8));
    Variable product = Scale.of(3, x);
    Variable y = Binary.add(product, x);
    product.release();
    assertEquals(8L * BYTES, scope.allocatedBytes());
    Variable z = Unary.square(y);
    assertEquals(2L * 8 * BYTES, scope.peakBytes());
    tape.backward(Reduce.sum(z));
    // (4x)²: 32x.
    assertArrayEquals(new double[] {32, 64, 96, 128, 160, 192, 224, 256}, x.gradient().toDoubles());
  }

  @Test
  void aBackwardThatNeedsAReleasedValueFails() {
    Variable x = tape.variable(values(1, 2));
    Variable product = Scale.of(3, x);
    Variable y = Unary.square(product);
    product.release();
    assertThrows(ClosedScopeException.class, () -> tape.backward(Reduce.sum(y)));
  }

  @Test
  void onlyWhatAnOpComputedCanBeReleasedAndOnce() {
    Variable x = tape.variable(values(1, 2));
    Variable square = Unary.square(x);
    Variable view = Reshape.of(square, 2, 1);
    for (Variable not : new Variable[] {x, tape.constant(values(1)), view, square.detach()}) {
      assertThrows(IllegalStateException.class, not::release);
    }
    square.release();
    assertEquals(
        "release: the variable of shape [2] is an input, a view, or released already",
        assertThrows(IllegalStateException.class, square::release).getMessage());
  }

  @Test
  void withoutABackwardWhatOneWouldNeedEndsAtOnce() {
    Tape inference = Tape.inference(scope, 0);
    Variable x = inference.constant(inputs.zeros(8, 8));
    Variable gamma = inference.constant(inputs.zeros(8));
    LayerNorm.of(x, gamma, gamma, 1e-5);
    assertEquals(64L * BYTES, scope.allocatedBytes(), "mean and rstd are gone");
  }
}
