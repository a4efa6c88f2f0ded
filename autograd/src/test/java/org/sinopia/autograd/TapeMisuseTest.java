package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sinopia.tensor.DTypeMismatchException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.DeviceMismatchException;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;

/** Mistakes are met with one line that names the op and what is wrong. */
class TapeMisuseTest {
  private final Scope scope = Scope.open(Device.reference());
  private final Tape tape = Tape.recording(scope, 0);

  @AfterEach
  void close() {
    scope.close();
  }

  private static void assertRefused(
      Class<? extends RuntimeException> type, String message, Executable action) {
    assertEquals(message, assertThrows(type, action).getMessage());
  }

  @Test
  void backwardTwice() {
    Variable y = Unary.square(tape.variable(scope.scalar(2)));
    tape.backward(y);
    assertRefused(
        IllegalStateException.class,
        "backward: the tape has been walked backwards already; a step takes a new one",
        () -> tape.backward(y));
  }

  @Test
  void anOpAfterTheBackward() {
    Variable x = tape.variable(scope.scalar(2));
    tape.backward(Unary.square(x));
    assertRefused(
        IllegalStateException.class,
        "square: the tape has been walked backwards already; a step takes a new one",
        () -> Unary.square(x));
  }

  @Test
  void backwardFromMoreThanAScalar() {
    Variable y = Unary.square(tape.variable(scope.zeros(2, 3)));
    assertRefused(
        ShapeMismatchException.class,
        "backward: from a variable of shape [2, 3], expected a scalar; give its gradient",
        () -> tape.backward(y));
  }

  @Test
  void backwardFromAConstant() {
    Variable y = Unary.square(tape.constant(scope.scalar(2)));
    assertRefused(
        IllegalStateException.class,
        "backward: the variable of shape [] depends on nothing differentiable on this tape",
        () -> tape.backward(y));
  }

  @Test
  void backwardFromAVariableOfAnotherTape() {
    Variable y = Unary.square(Tape.recording(scope, 0).variable(scope.scalar(2)));
    assertRefused(
        IllegalStateException.class,
        "backward: the variable of shape [] depends on nothing differentiable on this tape",
        () -> tape.backward(y));
  }

  @Test
  void aGradientOfAnotherShape() {
    Variable y = Unary.square(tape.variable(scope.zeros(2)));
    Tensor gradient = scope.zeros(3);
    assertRefused(
        ShapeMismatchException.class,
        "backward: gradient [3] for a variable of shape [2]",
        () -> tape.backward(y, gradient));
  }

  @Test
  void aGradientOfAnotherType() {
    Variable y = Unary.square(tape.variable(scope.zeros(2)));
    Tensor gradient = scope.of(new int[] {1, 2}, 2);
    assertRefused(
        IllegalArgumentException.class,
        "backward: gradient I32[2]@reference, expected F64 on reference",
        () -> tape.backward(y, gradient));
  }

  @Test
  void anInputFromAnotherTape() {
    Variable x = tape.variable(scope.scalar(2));
    Variable other = Tape.recording(scope, 0).variable(scope.scalar(3));
    assertRefused(
        IllegalStateException.class,
        "add: an input is on another tape",
        () -> Binary.add(x, other));
  }

  @Test
  void anInputOnAnotherDevice() {
    try (Scope cpu = Scope.open(Device.cpu())) {
      Variable x = tape.variable(cpu.empty(2));
      assertRefused(
          DeviceMismatchException.class,
          "scale: input F32[2]@cpu, tape on reference",
          () -> Scale.of(2, x));
    }
  }

  @Test
  void aVariableOfIntegers() {
    Tensor indices = scope.of(new int[] {1, 2}, 2);
    assertRefused(
        DTypeMismatchException.class,
        "variable: I32[2]@reference has no gradient, expected F64",
        () -> tape.variable(indices));
  }

  @Test
  void aParameterWhoseGradientDoesNotFit() {
    assertRefused(
        ShapeMismatchException.class,
        "parameter: value [2] and gradient [3] differ",
        () -> new Parameter(scope.empty(2), scope.empty(3)));
    assertRefused(
        IllegalArgumentException.class,
        "parameter: value F64[2]@reference and gradient I32[2]@reference differ in type or device",
        () -> new Parameter(scope.empty(2), scope.of(new int[2], 2)));
  }

  @Test
  void shapesThatDoNotFitLeaveTheTapeUsable() {
    Variable a = tape.variable(scope.full(1, 2, 3));
    assertRefused(
        ShapeMismatchException.class,
        "gemm: [2, 3] x [2, 3]: inner dimensions 3 and 2 differ",
        () -> MatMul.of(a, a));
    tape.backward(MatMul.of(a, false, a, true, 1), scope.full(1, 2, 2));
    assertEquals(4, a.gradient().toDoubles()[0], 0);
  }
}
