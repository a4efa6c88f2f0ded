package org.sinopia.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.UnaryFunction;

/** Misuse is reported in one line that names the op, the operand and the expectation. */
class MisuseTest {
  private final Scope scope = Scope.open(Device.reference());

  @AfterEach
  void close() {
    if (scope.isOpen()) {
      scope.close();
    }
  }

  private static <E extends Throwable> void says(Class<E> kind, String message, Executable what) {
    assertEquals(message, assertThrows(kind, what).getMessage());
  }

  @Test
  void shapesThatDoNotMultiply() {
    Op gemm =
        MatrixOp.Gemm.linear(
            scope.zeros(8, 256, 192), scope.zeros(288, 191), null, scope.zeros(8, 256, 288));
    says(
        ShapeMismatchException.class,
        "gemm: [8, 256, 192] x [288, 191]: inner dimensions 192 and 191 differ",
        gemm::run);
  }

  @Test
  void outputsOfAnotherShape() {
    says(
        ShapeMismatchException.class,
        "unary: y is [3], expected [2]",
        () -> new ElementwiseOp.Unary(UnaryFunction.EXP, scope.zeros(2), scope.zeros(3)).run());
  }

  @Test
  void shapesThatDoNotBroadcast() {
    says(
        ShapeMismatchException.class,
        "binary: [2, 3] and [2, 4] do not broadcast: extents 3 and 4 differ",
        () ->
            new ElementwiseOp.Binary(
                    BinaryFunction.ADD, scope.zeros(2, 3), scope.zeros(2, 4), scope.zeros(2, 3))
                .run());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3})
  void extentsBelowOne(int extent) {
    says(
        ShapeMismatchException.class,
        "shape [2, " + extent + "]: extent " + extent + " is below 1",
        () -> Shape.of(2, extent));
  }

  @Test
  void sizesThatOverflowInt() {
    says(
        ShapeMismatchException.class,
        "shape [65536, 65536]: more than 2147483647 elements",
        () -> Shape.of(65536, 65536));
    assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).elements());
    says(
        ShapeMismatchException.class,
        "shape [2147483647, 2147483647, 2147483647]: more than 2147483647 elements",
        () -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void typesThatTheDeviceDoesNotComputeIn() {
    Tensor single = scope.empty(DType.F32, Shape.of(2));
    says(
        DTypeMismatchException.class,
        "unary: operand F32[2]@reference: device reference computes in F64",
        () -> new ElementwiseOp.Unary(UnaryFunction.EXP, single, scope.zeros(2)).run());
    says(
        DTypeMismatchException.class,
        "gather: indices is F64, expected I32",
        () -> new LayoutOp.Gather(scope.zeros(3, 2), scope.zeros(4), scope.zeros(4, 2)).run());
  }

  @Test
  void devicesThatDiffer() {
    try (Scope cpu = Scope.open(Device.cpu())) {
      Op op = new ElementwiseOp.Unary(UnaryFunction.EXP, cpu.empty(2), scope.empty(2));
      says(DeviceMismatchException.class, "unary: operands on devices reference and cpu", op::run);
    }
  }

  @Test
  void tensorsOfAClosedScope() {
    Tensor kept;
    try (Scope inner = Scope.open(Device.reference())) {
      kept = inner.zeros(2);
    }
    String ended = "tensor F64[2]@reference was used after its scope ended or released it";
    says(
        ClosedScopeException.class,
        "unary: " + ended,
        () -> new ElementwiseOp.Unary(UnaryFunction.EXP, kept, scope.zeros(2)).run());
    says(ClosedScopeException.class, "read: " + ended, kept::toDoubles);
    says(ClosedScopeException.class, "set: " + ended, () -> kept.set(1, 2));
    says(ClosedScopeException.class, "reshape: " + ended, () -> kept.reshape(2, 1));
    says(ClosedScopeException.class, "slice: " + ended, () -> kept.slice(0, 1));
    says(ClosedScopeException.class, "copy: " + ended, () -> kept.to(scope));
  }

  @Test
  void tensorsOfARewoundScope() {
    Tensor before = scope.zeros(2);
    scope.rewind();
    assertTrue(scope.zeros(2).open());
    says(
        ClosedScopeException.class,
        "read: tensor F64[2]@reference was used after its scope ended or released it",
        before::toDoubles);
    scope.close();
  }

  @Test
  void scopesUsedAfterTheyAreClosed() {
    Scope inner = Scope.open(Device.reference());
    inner.close();
    says(
        ClosedScopeException.class,
        "closing a scope on reference: it is closed already",
        inner::close);
    says(ClosedScopeException.class, "rewinding a scope on reference: it is closed", inner::rewind);
    says(
        ClosedScopeException.class,
        "allocating F64[2] on reference: the scope is closed",
        () -> inner.empty(2));
  }

  @Test
  void outputsThatOverlapInputs() {
    Tensor x = scope.zeros(4);
    says(
        AliasingException.class,
        "unary: output F64[2]@reference overlaps input F64[2]@reference without being it",
        () -> new ElementwiseOp.Unary(UnaryFunction.EXP, x.slice(0, 2), x.slice(1, 3)).run());
    Tensor square = scope.zeros(2, 2);
    says(
        AliasingException.class,
        "gemm: output F64[2, 2]@reference overlaps input F64[2, 2]@reference",
        () -> MatrixOp.Gemm.of(square, false, scope.zeros(2, 2), false, square).run());
  }

  @Test
  void outputsThatOverlapEachOther() {
    Tensor x = scope.zeros(1, 2);
    Tensor both = scope.zeros(1, 2);
    says(
        AliasingException.class,
        "bias_activation_backward: outputs F64[1, 2]@reference and F64[2]@reference overlap",
        () ->
            new ElementwiseOp.BiasActivationBackward(
                    UnaryFunction.GELU,
                    x,
                    null,
                    Dropout.NONE,
                    scope.zeros(1, 2),
                    both,
                    both.reshape(2))
                .run());
  }

  @Test
  void viewsThatDoNotFit() {
    Tensor x = scope.zeros(2, 3);
    says(
        ShapeMismatchException.class,
        "reshape: [2, 3] to [4]: 6 and 4 elements differ",
        () -> x.reshape(4));
    says(
        ShapeMismatchException.class,
        "reshape: [2, 3] to [4, 1]: 6 and 4 elements differ",
        () -> x.reshape(4, -1));
    says(
        ShapeMismatchException.class,
        "slice: [1, 3) of the outermost axis of [2, 3]",
        () -> x.slice(1, 3));
    says(
        ShapeMismatchException.class,
        "axis 2 of shape [2, 3]: there are 2 axes",
        () -> x.shape().extent(2));
    says(
        ShapeMismatchException.class,
        "dropping 3 axes of shape [2, 3]: there are 2",
        () -> x.shape().dropInner(3));
    says(
        ShapeMismatchException.class,
        "item: a tensor of shape [2, 3] has 6 elements, not one",
        x::item);
    says(ShapeMismatchException.class, "set: 2 values for shape [2, 3]", () -> x.set(1, 2));
  }

  @Test
  void attributesOutOfRange() {
    says(
        IllegalArgumentException.class,
        "dropout: rate 1.0, expected 0 or more and below 1",
        () -> Dropout.standard(1, 0, 0));
    says(
        IllegalArgumentException.class,
        "permute: axes [0, 0] do not reorder the axes of [2, 3]",
        () -> new LayoutOp.Permute(scope.zeros(2, 3), List.of(0, 0), scope.zeros(2, 3)).run());
  }

  @Test
  void devicesThatAreNotThere() {
    says(
        UnavailableDeviceException.class,
        "unknown device abacus (known: " + String.join(", ", Device.names()) + ")",
        () -> Device.of("abacus"));
  }
}
