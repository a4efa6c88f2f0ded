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
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.CpuBackend;
import org.sinopia.tensor.random.Draw;

/** Pooling and the image qualities by hand, by their definition, and for any number of threads. */
class ImageTest {
  @EveryDevice
  void poolsPairsAndLeavesOutTheOddRowAndColumn(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor x = scope.of(new double[] {1, 2, 3, 4, 9, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9}, 1, 1, 3, 5);
      Tensor y = scope.empty(1, 1, 1, 2);
      new ImageOp.MeanPool2(x, y).run();
      assertArrayEquals(new double[] {3.5, 5.5}, y.toDoubles());

      Tensor gradX = scope.empty(1, 1, 3, 5);
      new ImageOp.MeanPool2Backward(scope.of(new double[] {4, 8}, 1, 1, 1, 2), gradX).run();
      assertArrayEquals(
          new double[] {1, 1, 2, 2, 0, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0}, gradX.toDoubles());
    }
  }

  /**
   * Flat images have no variance, so cs = 1 and SSIM is l = (2cd + C₁)/(c² + d² + C₁); its gradient
   * over all pixels adds up to dl/dc = 2(d − l·c)/(c² + d² + C₁).
   */
  @EveryDevice
  void comparesFlatImagesByTheirBrightness(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      double c = 0.75;
      double d = 0.5;
      Tensor a = scope.of(flat(c, 2 * 9 * 21), 1, 2, 9, 21);
      Tensor b = scope.of(flat(d, 2 * 9 * 21), 1, 2, 9, 21);
      Tensor perImage = scope.empty(1);
      new SimilarityOp.Ssim(a, b, perImage).run();
      double squares = c * c + d * d + 1e-4;
      double l = (2 * c * d + 1e-4) / squares;
      assertEquals(l, perImage.item(), 1e-6);

      Tensor gradA = scope.emptyLike(a);
      new SimilarityOp.SsimBackward(a, b, scope.of(new double[] {1}, 1), gradA).run();
      assertEquals(2 * (d - l * c) / squares, Arrays.stream(gradA.toDoubles()).sum(), 1e-6);
    }
  }

  @EveryDevice
  void uiqiOfFlatAndOfBlackImagesIs0(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor perImage = scope.empty(1);
      Tensor flat = scope.of(flat(0.3, 121), 1, 1, 11, 11);
      new SimilarityOp.Uiqi(flat, scope.of(flat(0.7, 121), 1, 1, 11, 11), perImage).run();
      assertEquals(0, perImage.item(), 1e-12);

      Tensor black = scope.of(new double[121], 1, 1, 11, 11);
      new SimilarityOp.Uiqi(black, scope.of(new double[121], 1, 1, 11, 11), perImage).run();
      assertEquals(0, perImage.item());
    }
  }

  @EveryDevice
  void anImageIsLikeItselfAndSimilarityIsSymmetric(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(1), 11);
      Tensor a = draw.tensorBetween(0.0, 1.0, scope, 2, 2, 45, 51);
      Tensor same = scope.of(a.toDoubles(), 2, 2, 45, 51);
      Tensor b = draw.tensorBetween(0.0, 1.0, scope, 2, 2, 45, 51);
      Tensor there = scope.empty(2);
      Tensor back = scope.empty(2);

      new SimilarityOp.MsSsim(a, same, 3, there).run();
      assertArrayEquals(new double[] {1, 1}, there.toDoubles(), 1e-9);
      new SimilarityOp.Ssim(a, same, there).run();
      assertArrayEquals(new double[] {1, 1}, there.toDoubles(), 1e-9);
      new SimilarityOp.Uiqi(a, same, there).run();
      assertArrayEquals(new double[] {1, 1}, there.toDoubles(), 1e-9);

      new SimilarityOp.MsSsim(a, b, 1, there).run();
      new SimilarityOp.MsSsim(b, a, 1, back).run();
      assertArrayEquals(there.toDoubles(), back.toDoubles(), 1e-6);
      new SimilarityOp.Uiqi(a, b, there).run();
      new SimilarityOp.Uiqi(b, a, back).run();
      assertArrayEquals(there.toDoubles(), back.toDoubles(), 1e-6);
    }
  }

  /** Between an image and its negative every covariance is negative, so cs is clipped. */
  @EveryDevice
  void aNegativeIsUnlikeWithGradient0AndTheOtherImagesKeepTheirs(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(1), 12);
      double[] image = draw.values(2 * 22 * 23, 0, 1);
      double[] other = image.clone();
      for (int i = 0; i < other.length / 2; i++) {
        other[i] = 1 - image[i];
      }
      for (int i = other.length / 2; i < other.length; i++) {
        other[i] = 0.8 * image[i];
      }
      Tensor a = scope.of(image, 2, 1, 22, 23);
      Tensor b = scope.of(other, 2, 1, 22, 23);
      Tensor perImage = scope.empty(2);
      new SimilarityOp.MsSsim(a, b, 2, perImage).run();
      assertEquals(0, perImage.toDoubles()[0]);
      assertEquals(0.9, perImage.toDoubles()[1], 0.1);

      Tensor gradA = scope.emptyLike(a);
      new SimilarityOp.MsSsimBackward(a, b, 2, scope.of(new double[] {1, 1}, 2), gradA).run();
      double[] gradient = gradA.toDoubles();
      int half = gradient.length / 2;
      assertArrayEquals(new double[half], Arrays.copyOf(gradient, half), 0.0);
      assertTrue(Arrays.stream(gradient, half, 2 * half).allMatch(Double::isFinite));
      assertTrue(Arrays.stream(gradient, half, 2 * half).anyMatch(g -> Math.abs(g) > 1e-6));
    }
  }

  @Test
  void gradientsAreCentralDifferences() {
    try (Scope scope = Scope.open(Device.reference())) {
      Draw draw = Draw.of(List.of(1), 13);
      double[] a = draw.values(2 * 11 * 13, 0, 1);
      double[] b = draw.values(2 * 11 * 13, 0, 1);
      for (int i = 0; i < b.length; i++) {
        b[i] = 0.5 * (a[i] + b[i]);
      }
      int[] e = {1, 2, 11, 13};
      Tensor one = scope.of(new double[] {1}, 1);
      Tensor target = scope.of(b, e);
      Tensor ssim = scope.empty(e);
      new SimilarityOp.SsimBackward(scope.of(a, e), target, one, ssim).run();
      Tensor msSsim = scope.empty(e);
      new SimilarityOp.MsSsimBackward(scope.of(a, e), target, 1, one, msSsim).run();
      for (int i = 0; i < a.length; i += 17) {
        double h = 1e-5;
        double[] up = a.clone();
        up[i] += h;
        double[] down = a.clone();
        down[i] -= h;
        double slope = (ssim(scope, up, target) - ssim(scope, down, target)) / (2 * h);
        assertEquals(slope, ssim.toDoubles()[i], 1e-9);
        assertEquals(slope, msSsim.toDoubles()[i], 1e-9);
      }
    }
  }

  private static double ssim(Scope scope, double[] a, Tensor b) {
    Tensor perImage = scope.empty(1);
    new SimilarityOp.Ssim(scope.of(a, b.shape().extents()), b, perImage).run();
    return perImage.item();
  }

  /** A window reaches 5 pixels, so its gradient 10. */
  @Test
  void aNanReachesWhatItsWindowsReachAndNoFurther() {
    for (Device device : List.of(Device.reference(), Device.cpu())) {
      try (Scope scope = Scope.open(device)) {
        double[] pixels = Draw.of(List.of(1), 14).values(40 * 41, 0, 1);
        Tensor b = scope.of(pixels, 1, 1, 40, 41);
        pixels[15 * 41 + 30] = Double.NaN;
        Tensor a = scope.of(pixels, 1, 1, 40, 41);
        Tensor moments = scope.empty(1, 1, 5, 40, 41);
        new SimilarityOp.GaussianMoments(a, b, moments).run();
        Tensor gradA = scope.emptyLike(a);
        new SimilarityOp.SsimBackward(a, b, scope.of(new double[] {1}, 1), gradA).run();
        for (int r = 0; r < 40; r++) {
          for (int c = 0; c < 41; c++) {
            int distance = Math.max(Math.abs(r - 15), Math.abs(c - 30));
            String at = device + " " + r + ", " + c;
            assertEquals(
                distance <= 5, Double.isNaN(moments.toDoubles()[2 * 40 * 41 + r * 41 + c]), at);
            assertEquals(distance <= 10, Double.isNaN(gradA.toDoubles()[r * 41 + c]), at);
          }
        }
      }
    }
  }

  @Test
  void areTheSameBitsForAnyNumberOfThreads() {
    try (Scope scope = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 15);
      Tensor a = draw.tensorBetween(0.0, 1.0, scope, 2, 3, 201, 187);
      Tensor b = draw.tensorBetween(0.0, 1.0, scope, 2, 3, 201, 187);
      Tensor perImage = draw.tensor(scope, 2);
      List<Op> ops =
          List.of(
              new SimilarityOp.Ssim(a, b, scope.empty(2)),
              new SimilarityOp.Uiqi(a, b, scope.empty(2)),
              new SimilarityOp.MsSsim(a, b, 5, scope.empty(2)),
              new SimilarityOp.SsimBackward(a, b, perImage, scope.emptyLike(a)),
              new SimilarityOp.MsSsimBackward(a, b, 5, perImage, scope.emptyLike(a)),
              new SimilarityOp.GaussianMoments(a, b, scope.empty(2, 3, 5, 201, 187)),
              new ImageOp.MeanPool2(a, scope.empty(2, 3, 100, 93)),
              new ImageOp.MeanPool2Backward(draw.tensor(scope, 2, 3, 100, 93), scope.emptyLike(a)));
      CpuBackend one = new CpuBackend(1);
      List<CpuBackend> others = List.of(new CpuBackend(2), new CpuBackend(7));
      for (Op op : ops) {
        one.run(op);
        double[] wanted = op.outputs().getFirst().toDoubles();
        for (CpuBackend backend : others) {
          backend.run(op);
          assertArrayEquals(wanted, op.outputs().getFirst().toDoubles(), op.name());
        }
      }
    }
  }

  @Test
  void misuseIsNamed() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor tiny = scope.empty(1, 1, 5, 9);
      Tensor small = scope.empty(1, 1, 10, 12);
      Tensor image = scope.empty(1, 1, 175, 200);
      Tensor one = scope.empty(1);
      assertRefused(
          "ssim: a is [1, 1, 5, 9]: sides of at least 6 pixels are needed for the 11 x 11 window",
          new SimilarityOp.Ssim(tiny, tiny, one));
      assertRefused(
          "uiqi: a is [1, 1, 10, 12]: sides of at least 11 pixels are needed",
          new SimilarityOp.Uiqi(small, small, one));
      assertRefused(
          "ms_ssim: a is [1, 1, 175, 200]: 5 scales need at least 176 pixels a side; use fewer"
              + " scales",
          new SimilarityOp.MsSsim(image, image, 5, one));
      assertRefused(
          "ms_ssim: b is [1, 1, 5, 9], expected [1, 1, 175, 200]",
          new SimilarityOp.MsSsim(image, tiny, 4, one));
      assertRefused(
          "ms_ssim_backward: gradPerImage is [1, 1, 5, 9], expected [1]",
          new SimilarityOp.MsSsimBackward(image, image, 4, tiny, scope.emptyLike(image)));
      assertRefused(
          "ssim: perImage is [1, 1, 5, 9], expected [1]",
          new SimilarityOp.Ssim(image, image, tiny));
      assertRefused(
          "ssim_backward: gradA is [1, 1, 5, 9], expected [1, 1, 175, 200]",
          new SimilarityOp.SsimBackward(image, image, one, tiny));
      assertRefused(
          "gaussian_moments: moments is [1, 1, 5, 9], expected [1, 1, 5, 10, 12]",
          new SimilarityOp.GaussianMoments(small, small, tiny));
      assertRefused(
          "mean_pool2: y is [1, 1, 5, 9], expected [1, 1, 5, 6]",
          new ImageOp.MeanPool2(small, tiny));
      assertRefused(
          "mean_pool2: [1, 1, 1, 4]: sides of at least 2 pixels are needed",
          new ImageOp.MeanPool2(scope.empty(1, 1, 1, 4), one));
      assertEquals(
          "ms_ssim: scales is 6, expected 1 to 5",
          assertThrows(
                  IllegalArgumentException.class,
                  new SimilarityOp.MsSsim(image, image, 6, one)::run)
              .getMessage());
    }
  }

  private static void assertRefused(String message, Op op) {
    assertEquals(message, assertThrows(ShapeMismatchException.class, op::run).getMessage());
  }

  private static double[] flat(double value, int count) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }
}
