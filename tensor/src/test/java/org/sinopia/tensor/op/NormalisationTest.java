package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.AliasingException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;
import org.sinopia.tensor.op.NormalisationOp.LayerNormBackward;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.NormalisationOp.SoftmaxBackward;
import org.sinopia.tensor.random.Draw;

/** Softmax and LayerNorm by hand, and what must hold of them. */
class NormalisationTest {
  /** Powers 1, 2, 5 of 8; then the same with 1000 added, which must not overflow. */
  @EveryDevice
  void softmaxIsTheShareOfThePowers(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      double[] x = {0, Math.log(2), Math.log(5), 1000, 1000 + Math.log(2), 1000 + Math.log(5)};
      Tensor y = scope.empty(2, 3);
      new Softmax(scope.of(x, 2, 3), y).run();
      double[] shares = {0.125, 0.25, 0.625, 0.125, 0.25, 0.625};
      assertArrayEquals(shares, y.toDoubles(), 3e-5);
    }
  }

  @EveryDevice
  void softmaxGivesNothingToMinusInfinityAndKeepsNanInItsRow(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      double[] x = {Double.NEGATIVE_INFINITY, 3, 3, 1, Double.NaN, 1};
      Tensor y = scope.of(x, 2, 3);
      new Softmax(y, y).run();
      double nan = Double.NaN;
      assertArrayEquals(new double[] {0, 0.5, 0.5, nan, nan, nan}, y.toDoubles());
    }
  }

  /** Row sums of y are 1 whatever x, so the gradient along a row sums to 0. */
  @EveryDevice
  void gradientOfSoftmaxSumsToNothing(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor y = scope.empty(3, 37);
      new Softmax(draw.tensor(scope, 3, 37), y).run();
      Tensor gradX = scope.empty(3, 37);
      new SoftmaxBackward(y, draw.tensor(scope, 3, 37), gradX).run();
      double[] gradients = gradX.toDoubles();
      for (int row = 0; row < 3; row++) {
        double sum = 0;
        for (int j = 0; j < 37; j++) {
          sum += gradients[row * 37 + j];
        }
        assertEquals(0, sum, 1e-6);
      }
    }
  }

  /** 1, 2, 3, 4: mean 2.5, variance 1.25. */
  @EveryDevice
  void layerNormIsTheDeviationInUnitsOfTheStandardDeviation(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor y = scope.empty(4);
      Tensor mean = scope.empty();
      Tensor rstd = scope.empty();
      Tensor gamma = scope.of(new double[] {1, 1, 2, 2}, 4);
      Tensor beta = scope.of(new double[] {0, 10, 0, 10}, 4);
      new LayerNorm(scope.of(new double[] {1, 2, 3, 4}, 4), gamma, beta, 1e-12, y, mean, rstd)
          .run();
      double unit = 1 / Math.sqrt(1.25);
      assertEquals(2.5, mean.item(), 1e-6);
      assertEquals(unit, rstd.item(), 1e-6);
      double[] wanted = {-1.5 * unit, 10 - 0.5 * unit, unit, 10 + 3 * unit};
      assertArrayEquals(wanted, y.toDoubles(), 1e-5);
    }
  }

  @EveryDevice
  void layerNormOfAConstantRowIsBeta(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(1), 6);
      Tensor beta = draw.tensor(scope, 33);
      Tensor y = scope.empty(2, 33);
      new LayerNorm(
              scope.full(3.25, 2, 33),
              draw.tensor(scope, 33),
              beta,
              1e-5,
              y,
              scope.empty(2),
              scope.empty(2))
          .run();
      assertArrayEquals(beta.toDoubles(), y.slice(1, 2).toDoubles(), 1e-6);
    }
  }

  @EveryDevice
  void layerNormKeepsNanInItsRow(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      double[] x = Draw.of(List.of(1), 6).values(3 * 19);
      x[19 + 18] = Double.NaN;
      Tensor y = scope.empty(3, 19);
      LayerNorm op =
          new LayerNorm(
              scope.of(x, 3, 19),
              scope.full(1, 19),
              scope.zeros(19),
              1e-5,
              y,
              scope.empty(3),
              scope.empty(3));
      op.run();
      double[] got = y.toDoubles();
      for (int i = 0; i < got.length; i++) {
        assertEquals(i / 19 == 1, Double.isNaN(got[i]));
      }
      assertEquals(Double.NaN, op.mean().toDoubles()[1]);
      assertEquals(Double.NaN, op.rstd().toDoubles()[1]);
    }
  }

  /** y does not change when x is shifted or scaled: the gradient is orthogonal to 1 and to x̂. */
  @EveryDevice
  void gradientOfLayerNormIsOrthogonalToShiftAndScale(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(1), 9);
      int d = 53;
      Tensor x = draw.tensor(scope, 2, d);
      Tensor gamma = draw.tensor(scope, d);
      Tensor mean = scope.empty(2);
      Tensor rstd = scope.empty(2);
      new LayerNorm(x, gamma, scope.zeros(d), 1e-12, scope.empty(2, d), mean, rstd).run();
      Tensor gradX = scope.empty(2, d);
      new LayerNormBackward(
              x, gamma, mean, rstd, draw.tensor(scope, 2, d), gradX, scope.empty(d), scope.empty(d))
          .run();
      double[] g = gradX.toDoubles();
      double[] values = x.toDoubles();
      for (int row = 0; row < 2; row++) {
        double shift = 0;
        double scale = 0;
        for (int j = row * d; j < (row + 1) * d; j++) {
          shift += g[j];
          scale += g[j] * (values[j] - mean.toDoubles()[row]);
        }
        assertEquals(0, shift, 1e-5);
        assertEquals(0, scale, 1e-5);
      }
    }
  }

  @Test
  void sameBitsWithAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 8);
      int[] extents = {501, 203};
      Tensor x = draw.tensor(s, extents);
      Tensor gradY = draw.tensor(s, extents);
      Tensor d = draw.tensor(s, 203);
      Tensor rows = draw.tensor(s, 501);
      Threads.sameBits(new Softmax(x, s.emptyLike(x)));
      Threads.sameBits(new SoftmaxBackward(x, gradY, s.emptyLike(x)));
      Threads.sameBits(
          new LayerNorm(x, d, d, 1e-5, s.emptyLike(x), s.emptyLike(rows), s.emptyLike(rows)));
      Threads.sameBits(
          new LayerNormBackward(
              x, d, rows, rows, gradY, s.emptyLike(x), s.emptyLike(d), s.emptyLike(d)));
    }
  }

  @Test
  void misuseIsNamed() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor x = s.zeros(2, 3);
      Tensor y = s.zeros(2, 3);
      Tensor d = s.zeros(3);
      Tensor rows = s.zeros(2);
      says("softmax: x has no axis", new Softmax(s.scalar(1), s.scalar(1)));
      says("softmax: y is [3], expected [2, 3]", new Softmax(x, d));
      says("softmax_backward: y has no axis", new SoftmaxBackward(s.scalar(1), x, y));
      says(
          "softmax_backward: gradY is [3], expected [2, 3]",
          new SoftmaxBackward(x, d, s.zeros(2, 3)));
      says(
          "layer_norm: x has no axis", new LayerNorm(s.scalar(1), d, d, 1e-5, y, rows, s.zeros(2)));
      says(
          "layer_norm: gamma is [2], expected [3]",
          new LayerNorm(x, rows, d, 1e-5, y, s.zeros(2), s.zeros(2)));
      says(
          "layer_norm: beta is [2], expected [3]",
          new LayerNorm(x, d, rows, 1e-5, y, s.zeros(2), s.zeros(2)));
      says(
          "layer_norm: rstd is [3], expected [2]",
          new LayerNorm(x, d, d, 1e-5, y, rows, s.zeros(3)));
      says(
          "layer_norm_backward: mean is [3], expected [2]",
          new LayerNormBackward(x, d, d, rows, x, y, s.zeros(3), s.zeros(3)));
      says(
          "layer_norm_backward: gradGamma is [2], expected [3]",
          new LayerNormBackward(x, d, rows, rows, x, y, s.zeros(2), s.zeros(3)));
      assertEquals(
          "layer_norm: epsilon is 0.0, expected above 0",
          assertThrows(
                  IllegalArgumentException.class,
                  new LayerNorm(x, d, d, 0, y, rows, s.zeros(2))::run)
              .getMessage());
      assertThrows(
          AliasingException.class,
          new LayerNormBackward(x, d, rows, rows, x, y, s.zeros(3), y.reshape(6).slice(0, 3))::run);
    }
  }

  private static void says(String message, Op op) {
    assertEquals(message, assertThrows(ShapeMismatchException.class, op::run).getMessage());
  }
}
