package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.AliasingException;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp.Axpby;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivation;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivationBackward;
import org.sinopia.tensor.op.ElementwiseOp.Binary;
import org.sinopia.tensor.op.ElementwiseOp.Fill;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPath;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPathBackward;
import org.sinopia.tensor.op.ElementwiseOp.Unary;
import org.sinopia.tensor.op.ElementwiseOp.UnaryBackward;
import org.sinopia.tensor.random.Draw;

/** Elementwise ops by hand, and what must hold of them. */
class ElementwiseTest {
  private static final double NAN = Double.NaN;

  @ParameterizedTest
  @CsvSource({
    "IDENTITY, -1.5, -1.5, 1",
    "NEGATE, -1.5, 1.5, -1",
    "ABS, -1.5, 1.5, -1",
    "ABS, 0, 0, 0",
    "EXP, 1, 2.718281828459045, 2.718281828459045",
    "LOG, 2, 0.6931471805599453, 0.5",
    "SQRT, 2.25, 1.5, 0.3333333333333333",
    "SQUARE, -3, 9, -6",
    "RECIPROCAL, -4, -0.25, -0.0625",
    "SIGMOID, 0, 0.5, 0.25",
    "SIGMOID, 1.0986122886681098, 0.75, 0.1875",
    "TANH, 0.5493061443340549, 0.5, 0.75",
    "RELU, -2, 0, 0",
    "RELU, 0, 0, 0",
    "RELU, 2, 2, 1",
    // λ and λα.
    "SELU, 1, 1.0507009873554805, 1.0507009873554805",
    "SELU, -0.6931471805599453, -0.8790496704236884, 0.8790496704236884",
    // Φ(1) and φ(1) of the tables.
    "GELU, 1, 0.8413447460685429, 1.0833154705876864",
    "GELU, -1, -0.15865525393145707, -0.08331547058768632",
    "GELU, 0, 0, 0.5"
  })
  void functionsAndTheirSlopesHaveKnownValues(
      UnaryFunction function, double x, double value, double slope) {
    for (Device device : List.of(Device.reference(), Device.cpu())) {
      try (Scope scope = Scope.open(device)) {
        double tolerance = device.real() == DType.F64 ? 1e-15 : 3e-7;
        Tensor argument = scope.full(x, 19);
        Tensor y = scope.empty(19);
        new Unary(function, argument, y).run();
        double[] values = new double[19];
        Arrays.fill(values, value);
        assertArrayEquals(values, y.toDoubles(), tolerance * Math.max(1, Math.abs(value)));
        new UnaryBackward(function, argument, scope.full(2, 19), y).run();
        Arrays.fill(values, 2 * slope);
        assertArrayEquals(values, y.toDoubles(), 2 * tolerance * Math.max(1, Math.abs(slope)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void slopesAreTheDifferencesOfTheFunctions(UnaryFunction function) {
    try (Scope scope = Scope.open(Device.reference())) {
      double h = 1e-6;
      double[] x = new double[60];
      Arrays.setAll(x, i -> 0.05 + 0.09 * i);
      boolean positive = function == UnaryFunction.LOG || function == UnaryFunction.SQRT;
      for (int i = 0; i < x.length && !positive; i += 2) {
        x[i] = -x[i];
      }
      Tensor up = scope.of(Arrays.stream(x).map(v -> v + h).toArray(), 60);
      Tensor down = scope.of(Arrays.stream(x).map(v -> v - h).toArray(), 60);
      Tensor slope = scope.empty(60);
      new UnaryBackward(function, scope.of(x, 60), scope.full(1, 60), slope).run();
      new Unary(function, up, up).run();
      new Unary(function, down, down).run();
      double[] slopes = slope.toDoubles();
      for (int i = 0; i < 60; i++) {
        double difference = (up.toDoubles()[i] - down.toDoubles()[i]) / (2 * h);
        assertEquals(difference, slopes[i], 1e-7 * Math.max(1, Math.abs(slopes[i])));
      }
    }
  }

  @Test
  void referenceGeluIsThatOfCommonsMath() {
    try (Scope scope = Scope.open(Device.reference())) {
      double[] x = new double[4001];
      Arrays.setAll(x, i -> (i - 2000) * 0.005);
      Tensor y = scope.empty(4001);
      new Unary(UnaryFunction.GELU, scope.of(x, 4001), y).run();
      double[] wanted = Arrays.stream(x).map(v -> v * Erf.erfc(-v / Math.sqrt(2)) / 2).toArray();
      assertArrayEquals(wanted, y.toDoubles(), 1e-14);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F32, -2.5, -2.5",
    "I32, 2.5, 2",
    "I32, 3.5, 4",
    "I32, 1e20, 2147483647",
    "I32, NaN, 0",
    "U8, 255.7, 255",
    "U8, -3, 0",
    "U16, 65534.6, 65535",
    "BF16, 1.00390625, 1",
    "BF16, 1.01171875, 1.015625"
  })
  void fillConvertsToAnyType(DType dtype, double value, double stored) {
    for (Device device : List.of(Device.reference(), Device.cpu())) {
      try (Scope scope = Scope.open(device)) {
        Tensor y = scope.empty(dtype, Shape.of(5000));
        new Fill(value, y).run();
        double[] wanted = new double[5000];
        Arrays.fill(wanted, stored);
        assertArrayEquals(wanted, y.toDoubles());
      }
    }
  }

  @EveryDevice
  void binaryStretchesAxesOfOneAndMissingOnes(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor a = scope.of(new double[] {1, 2}, 2, 1);
      Tensor b = scope.of(new double[] {10, 20, 30}, 3);
      Tensor y = scope.empty(2, 3);
      new Binary(BinaryFunction.SUBTRACT, b, a, y).run();
      assertArrayEquals(new double[] {9, 19, 29, 8, 18, 28}, y.toDoubles());
      new Binary(BinaryFunction.DIVIDE, y, scope.scalar(2), y).run();
      assertArrayEquals(new double[] {4.5, 9.5, 14.5, 4, 9, 14}, y.toDoubles());
    }
  }

  @EveryDevice
  void largerAndSmallerOfNanAreNan(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor a = scope.of(new double[] {1, NAN, 3, NAN}, 4);
      Tensor b = scope.of(new double[] {2, 2, NAN, NAN}, 4);
      Tensor y = scope.empty(4);
      new Binary(BinaryFunction.MAXIMUM, a, b, y).run();
      assertArrayEquals(new double[] {2, NAN, NAN, NAN}, y.toDoubles());
      new Binary(BinaryFunction.MINIMUM, a, b, y).run();
      assertArrayEquals(new double[] {1, NAN, NAN, NAN}, y.toDoubles());
    }
  }

  @EveryDevice
  void axpbyWithBetaZeroDoesNotReadY(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor x = scope.of(new double[] {1, -2, 3}, 3);
      Tensor y = scope.full(NAN, 3);
      new Axpby(0.5, x, 0, y).run();
      assertArrayEquals(new double[] {0.5, -1, 1.5}, y.toDoubles());
      new Axpby(-1, x, 2, y).run();
      assertArrayEquals(new double[] {0, 0, 0}, y.toDoubles());
    }
  }

  @EveryDevice
  void dropoutDropsItsShareAndScalesTheRest(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      int n = 100_000;
      double rate = 0.25;
      Dropout dropout = Dropout.standard(rate, 42, 7);
      Tensor y = scope.empty(n);
      new BiasActivation(UnaryFunction.IDENTITY, scope.full(3, n), null, dropout, y).run();
      double[] values = y.toDoubles();
      int dropped = 0;
      for (int i = 0; i < n; i++) {
        assertEquals(dropout.keeps(i) ? 4 : 0, values[i]);
        dropped += values[i] == 0 ? 1 : 0;
      }
      assertEquals(rate, (double) dropped / n, 4 * Math.sqrt(rate * (1 - rate) / n));
    }
  }

  /** Klambauer et al. 2017, section 3; four standard errors, the fourth moment being below 10. */
  @EveryDevice
  void alphaDropoutKeepsMeanZeroAndVarianceOne(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      int n = 200_000;
      Tensor x = scope.empty(n);
      new RandomOp.Normal(1, 1, x).run();
      new BiasActivation(UnaryFunction.IDENTITY, x, null, Dropout.alpha(0.2, 2, 2), x).run();
      double mean = Arrays.stream(x.toDoubles()).average().orElseThrow();
      double variance = Arrays.stream(x.toDoubles()).map(v -> v * v).average().orElseThrow();
      assertEquals(0, mean, 4 / Math.sqrt(n));
      assertEquals(1, variance, 4 * Math.sqrt(9.0 / n));
    }
  }

  @EveryDevice
  void whatIsDroppedMayBeNan(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Dropout dropout = Dropout.standard(0.5, 3, 0);
      Tensor nan = scope.full(NAN, 64);
      Tensor y = scope.empty(64);
      new BiasActivation(UnaryFunction.GELU, nan, null, dropout, y).run();
      double[] forward = y.toDoubles();
      new BiasActivationBackward(UnaryFunction.GELU, nan, null, dropout, nan, y, null).run();
      double[] backward = y.toDoubles();
      for (int i = 0; i < 64; i++) {
        assertEquals(dropout.keeps(i) ? NAN : 0, forward[i]);
        assertEquals(dropout.keeps(i) ? NAN : 0, backward[i]);
      }
    }
  }

  @EveryDevice
  void biasIsAddedBeforeTheFunctionAndItsGradientSumsTheColumns(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor x = scope.of(new double[] {-1, -1, 1, 1, 2, 2}, 3, 2);
      Tensor bias = scope.of(new double[] {0.5, 2}, 2);
      Tensor y = scope.empty(3, 2);
      new BiasActivation(UnaryFunction.RELU, x, bias, Dropout.NONE, y).run();
      assertArrayEquals(new double[] {0, 1, 1.5, 3, 2.5, 4}, y.toDoubles());
      Tensor gradY = scope.of(new double[] {1, 2, 4, 8, 16, 32}, 3, 2);
      Tensor gradBias = scope.empty(2);
      new BiasActivationBackward(UnaryFunction.RELU, x, bias, Dropout.NONE, gradY, y, gradBias)
          .run();
      assertArrayEquals(new double[] {0, 2, 4, 8, 16, 32}, y.toDoubles());
      assertArrayEquals(new double[] {20, 42}, gradBias.toDoubles());
    }
  }

  /** The last, short tiles of each row length must land in the right columns. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 100, 255, 256, 1000, 3840})
  void gradientOfTheBiasSumsEveryRow(int d) {
    try (Scope scope = Scope.open(Device.cpu())) {
      int rows = 80_000 / d + 1;
      double[] gradients = new double[rows * d];
      Arrays.setAll(gradients, i -> i % d % 7 + 1);
      Tensor gradY = scope.of(gradients, rows, d);
      Tensor gradBias = scope.empty(d);
      new BiasActivationBackward(
              UnaryFunction.IDENTITY, gradY, null, Dropout.NONE, gradY, gradY, gradBias)
          .run();
      double[] wanted = new double[d];
      Arrays.setAll(wanted, j -> (double) rows * (j % 7 + 1));
      assertArrayEquals(wanted, gradBias.toDoubles());
    }
  }

  @EveryDevice
  void dropPathDropsWholeSamplesOfTheBranch(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      int samples = 40;
      int size = 3 * 5;
      Dropout path = Dropout.standard(0.5, 12, 1);
      double[] branch = new double[samples * size];
      Arrays.setAll(branch, i -> path.keeps(i / size) ? 1 : NAN);
      Tensor y = scope.empty(samples, 3, 5);
      new ResidualDropPath(
              scope.full(10, samples, 3, 5),
              scope.of(branch, samples, 3, 5),
              scope.full(2, 5),
              Dropout.NONE,
              path,
              y)
          .run();
      double[] values = y.toDoubles();
      Tensor gradBias = scope.empty(5);
      Tensor gradY = scope.full(1, samples, 3, 5);
      new ResidualDropPathBackward(gradY, Dropout.NONE, path, gradY, gradBias).run();
      double[] gradients = gradY.toDoubles();
      int kept = 0;
      for (int i = 0; i < values.length; i++) {
        assertEquals(path.keeps(i / size) ? 16 : 10, values[i]);
        assertEquals(path.keeps(i / size) ? 2 : 0, gradients[i]);
        kept += i % size == 0 && path.keeps(i / size) ? 1 : 0;
      }
      assertTrue(kept > 5 && kept < 35, kept + " of 40 kept");
      assertEquals(kept * 2 * 3, gradBias.toDoubles()[4]);
    }
  }

  @Test
  void sameBitsWithAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 4);
      int[] extents = {7, 101, 203};
      Tensor x = draw.tensor(s, extents);
      Tensor branch = draw.tensor(s, extents);
      Tensor bias = draw.tensor(s, 203);
      Dropout dropout = Dropout.standard(0.2, 1, 2);
      UnaryFunction gelu = UnaryFunction.GELU;
      Threads.sameBits(new Fill(0.1, s.emptyLike(x)));
      Threads.sameBits(new Unary(gelu, x, s.emptyLike(x)));
      Threads.sameBits(new UnaryBackward(gelu, x, branch, s.emptyLike(x)));
      Threads.sameBits(new Binary(BinaryFunction.MULTIPLY, x, bias, s.emptyLike(x)));
      Threads.sameBits(new Axpby(0.3, x, 0.7, draw.tensor(s, extents)));
      Threads.sameBits(new BiasActivation(gelu, x, bias, dropout, s.emptyLike(x)));
      Threads.sameBits(
          new BiasActivationBackward(
              gelu, x, bias, dropout, branch, s.emptyLike(x), s.emptyLike(bias)));
      Threads.sameBits(new ResidualDropPath(x, branch, bias, dropout, dropout, s.emptyLike(x)));
      Threads.sameBits(
          new ResidualDropPathBackward(x, dropout, dropout, s.emptyLike(x), s.emptyLike(bias)));
    }
  }

  @Test
  void misuseIsNamed() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor x = s.zeros(2, 3);
      Tensor y = s.zeros(2, 3);
      Tensor d = s.zeros(3);
      Tensor one = s.scalar(1);
      UnaryFunction relu = UnaryFunction.RELU;
      Dropout none = Dropout.NONE;
      Dropout alpha = Dropout.alpha(0.1, 0, 0);
      says(
          "unary_backward: gradY is [3], expected [2, 3]",
          new UnaryBackward(relu, x, d, s.zeros(2, 3)));
      says("binary: y is [3], expected [2, 3]", new Binary(BinaryFunction.ADD, x, d, s.zeros(3)));
      says("axpby: y is [3], expected [2, 3]", new Axpby(1, x, 1, d));
      says(
          "bias_activation: x has no axis", new BiasActivation(relu, one, null, none, s.scalar(0)));
      says(
          "bias_activation: bias is [2], expected [3]",
          new BiasActivation(relu, x, s.zeros(2), none, y));
      says(
          "bias_activation_backward: gradBias is [2], expected [3]",
          new BiasActivationBackward(relu, x, d, none, x, y, s.zeros(2)));
      says(
          "residual_drop_path: branch is [3], expected [2, 3]",
          new ResidualDropPath(x, d, null, none, none, y));
      says(
          "residual_drop_path_backward: gradBranch is [3], expected [2, 3]",
          new ResidualDropPathBackward(x, none, none, d, null));
      refuses(
          "residual_drop_path: dropout must be of the standard kind",
          new ResidualDropPath(x, x, null, alpha, none, y));
      refuses(
          "residual_drop_path: the drop path must be of the standard kind",
          new ResidualDropPath(x, x, null, none, alpha, y));
      refuses(
          "residual_drop_path_backward: dropout must be of the standard kind",
          new ResidualDropPathBackward(x, alpha, none, y, null));
      Tensor line = s.zeros(3, 2);
      assertEquals(
          "unary: output F64[2, 2]@reference overlaps input F64[2, 2]@reference without being it",
          assertThrows(
                  AliasingException.class, new Unary(relu, line.slice(0, 2), line.slice(1, 3))::run)
              .getMessage());
    }
  }

  private static void says(String message, Op op) {
    assertEquals(message, assertThrows(ShapeMismatchException.class, op::run).getMessage());
  }

  private static void refuses(String message, Op op) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, op::run).getMessage());
  }

  @Test
  void ratesOutsideZeroToOneAreRefused() {
    assertEquals(
        "dropout: rate 1.0, expected 0 or more and below 1",
        assertThrows(IllegalArgumentException.class, () -> Dropout.standard(1, 0, 0)).getMessage());
  }
}
