package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.op.LayerNorm;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/** Gradients add up along all paths, and only along recorded ones. Expected values by hand. */
class TapeTest {
  private final Scope scope = Scope.open(Device.reference());
  private final Tape tape = Tape.recording(scope, 0);

  @AfterEach
  void close() {
    scope.close();
  }

  private Tensor values(double... values) {
    return scope.of(values, values.length);
  }

  private static void assertGradient(Variable x, double... expected) {
    assertArrayEquals(expected, x.gradient().toDoubles(), 1e-12);
  }

  @Test
  void aSquareAsAProductGetsBothShares() {
    Variable x = tape.variable(values(1, -2, 3));
    tape.backward(Reduce.sum(Binary.multiply(x, x)));
    assertGradient(x, 2, -4, 6);
  }

  @Test
  void aSumWithItselfDoublesThePassedGradient() {
    Variable x = tape.variable(values(1, 2));
    tape.backward(Binary.add(x, x), values(3, 5));
    assertGradient(x, 6, 10);
  }

  @Test
  void aPassedGradientIsNotChangedByLaterContributions() {
    // y = x + z passes one gradient to both; then x gets another contribution, z must not.
    Variable x = tape.variable(values(1, 2));
    Variable z = tape.variable(values(3, 4));
    Variable bent = Scale.of(10, x);
    Variable y = Binary.add(Binary.add(x, z), bent);
    Tensor upstream = values(1, -1);
    tape.backward(y, upstream);
    assertGradient(x, 11, -11);
    assertGradient(z, 1, -1);
    assertArrayEquals(new double[] {1, -1}, upstream.toDoubles());
  }

  /** LayerNorm itself adds the gradient that x has so far. */
  @Test
  void aNormalisationAddsToAGradientThatIsShared() {
    double[] own = normalisedAlone();
    assertTrue(Math.abs(own[0]) > 0.1);
    Variable x = tape.variable(values(1, 2, 4));
    Variable z = tape.variable(values(3, 4, 5));
    Tensor upstream = values(2, -1, 3);
    tape.backward(Binary.add(Binary.add(x, z), normalised(x)), upstream);
    assertGradient(x, own[0] + 2, own[1] - 1, own[2] + 3);
    assertGradient(z, 2, -1, 3);
    assertArrayEquals(new double[] {2, -1, 3}, upstream.toDoubles());
  }

  @Test
  void aNormalisationAddsToAGradientOfItsInputAlone() {
    double[] own = normalisedAlone();
    Variable x = tape.variable(values(1, 2, 4));
    tape.backward(Binary.add(normalised(x), normalised(x)), values(2, -1, 3));
    assertGradient(x, 2 * own[0], 2 * own[1], 2 * own[2]);
  }

  /** The gradient of (1, 2, 4) by a normalisation whose result has the gradient (2, −1, 3). */
  private double[] normalisedAlone() {
    Tape other = Tape.recording(scope, 0);
    Variable x = other.variable(values(1, 2, 4));
    other.backward(normalised(x), values(2, -1, 3));
    return x.gradient().toDoubles();
  }

  private Variable normalised(Variable x) {
    Tape its = x.tape();
    return LayerNorm.of(x, its.constant(values(1, 2, 3)), its.constant(values(0, 0, 0)), 0.1);
  }

  @Test
  void aPassedGradientTakesTheShapeOfItsInput() {
    Variable x = tape.variable(scope.of(new double[] {1, 2, 3, 4}, 2, 2));
    tape.backward(Reshape.of(x, 4), values(1, 2, 3, 4));
    assertEquals(x.shape(), x.gradient().shape());
    assertGradient(x, 1, 2, 3, 4);
  }

  @Test
  void intermediatesGiveTheirGradientUp() {
    Variable x = tape.variable(values(2));
    Variable square = Unary.square(x);
    tape.backward(Scale.of(3, square));
    assertNull(square.gradient());
    assertGradient(x, 12);
  }

  @Test
  void backwardMayStartFromAnInputOrAnyScalar() {
    Variable x = tape.variable(scope.of(new double[] {5}, 1, 1));
    tape.backward(x);
    assertGradient(x, 1);
  }

  @Test
  void whatTheOutputDoesNotDependOnGetsNoGradient() {
    Variable x = tape.variable(values(1));
    Variable unused = tape.variable(values(1));
    Variable late = Scale.of(2, unused);
    tape.backward(Unary.square(x));
    assertTrue(late.differentiable());
    assertNull(unused.gradient());
  }

  @Test
  void detachStopsTheGradientButKeepsTheValue() {
    Variable x = tape.variable(values(3));
    Variable frozen = Unary.square(x).detach();
    assertFalse(frozen.differentiable());
    Variable y = Binary.multiply(frozen, x);
    assertEquals(27, y.value().item());
    tape.backward(y);
    assertGradient(x, 9);
  }

  @Test
  void whatIsComputedDuringAPauseIsConstant() {
    Variable x = tape.variable(values(3));
    Parameter weight = new Parameter(values(7), values(0));
    Variable square;
    try (Tape.Pause _ = tape.pause()) {
      square = Unary.square(x);
      assertFalse(tape.parameter(weight).differentiable());
    }
    assertFalse(square.differentiable());
    tape.backward(Binary.multiply(square, x));
    assertGradient(x, 9);
    assertTrue(weight.cleared());
  }

  @Test
  void pausesNestAndEndOnce() {
    Variable x = tape.variable(values(3));
    Tape.Pause outer = tape.pause();
    Tape.Pause inner = tape.pause();
    inner.close();
    inner.close();
    assertFalse(Unary.square(x).differentiable());
    outer.close();
    assertTrue(Unary.square(x).differentiable());
  }

  @Test
  void inferenceComputesTheSameAndRecordsNothing() {
    Tape inference = Tape.inference(scope, 0);
    Variable x = inference.variable(values(3));
    Variable y = Unary.square(x);
    assertEquals(9, y.value().item());
    assertFalse(x.differentiable());
    assertFalse(y.differentiable());
    assertFalse(inference.parameter(new Parameter(values(1), values(1))).differentiable());
  }

  @Test
  void streamsAreNumberedInOrder() {
    assertEquals(
        List.of(0L, 1L, 2L), List.of(tape.nextStream(), tape.nextStream(), tape.nextStream()));
  }

  @Test
  void aSharedParameterIsOneVariableAndSumsItsUses() {
    Parameter weight = new Parameter(values(2, 3), values(Double.NaN, Double.NaN));
    assertSame(tape.parameter(weight), tape.parameter(weight));
    Variable x = tape.constant(values(5, 7));
    Variable once = Binary.multiply(tape.parameter(weight), x);
    Variable twice = Binary.multiply(once, tape.parameter(weight));
    // w²x: 2wx.
    tape.backward(Reduce.sum(twice));
    assertArrayEquals(new double[] {20, 42}, weight.gradient().toDoubles(), 1e-12);
  }

  @Test
  void aParameterAsBothOperandsOfOneOpGetsBothShares() {
    Parameter weight = new Parameter(values(2, 3), values(9, 9));
    Variable w = tape.parameter(weight);
    tape.backward(Reduce.sum(Binary.multiply(w, w)));
    assertArrayEquals(new double[] {4, 6}, weight.gradient().toDoubles(), 1e-12);
    assertSame(weight.gradient(), w.gradient());
  }

  @Test
  void aPassedGradientIsCopiedIntoAParameter() {
    Parameter weight = new Parameter(values(2, 3), values(9, 9));
    Tensor upstream = values(1, 2);
    tape.backward(Binary.add(tape.parameter(weight), tape.parameter(weight)), upstream);
    assertArrayEquals(new double[] {2, 4}, weight.gradient().toDoubles(), 1e-12);
    assertArrayEquals(new double[] {1, 2}, upstream.toDoubles());
  }

  @Test
  void aParameterSumsOverTapesUntilCleared() {
    Parameter weight = new Parameter(values(2), values(Double.NaN));
    for (int factor = 1; factor <= 2; factor++) {
      Tape step = Tape.recording(scope, 0);
      step.backward(Scale.of(factor, step.parameter(weight)));
    }
    assertFalse(weight.cleared());
    assertEquals(3, weight.gradient().item());
    weight.clear();
    assertTrue(weight.cleared());
    assertNull(tape.parameter(weight).gradient());
    tape.backward(Scale.of(10, tape.parameter(weight)));
    assertEquals(10, weight.gradient().item());
  }
}
