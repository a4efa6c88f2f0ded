package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sinopia.tensor.op.ImageGoldenTest.assertClose;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/**
 * Float32 against the reference where E[a²] − μ² would leave few digits or none: flat, smooth,
 * bright and nearly equal images. Errors of gradients are relative to the largest magnitude in
 * them, however small that is; with images as near as 10⁻⁵ what is left of them is how pooled
 * pixels were rounded.
 */
class ImagePrecisionTest {
  private static final int SIDE = 48;
  private static final int SCALES = 3;
  private static final double VALUES = 1e-6;
  private static final double GRADIENTS = 2e-3;

  /** Two pixels at an index, from a number in [−1, 1) drawn for it. */
  private interface Scene {
    double[] pixels(int index, double noise);
  }

  @TestFactory
  Stream<DynamicTest> keepsItsDigits() {
    return Stream.of(
        scene("flat, another flat", (i, z) -> new double[] {0.9, 0.7}),
        scene("flat, faint noise", (i, z) -> new double[] {0.9, 0.9 + 1e-4 * z}),
        scene("faint noise, flat", (i, z) -> new double[] {0.9 + 1e-4 * z, 0.9}),
        scene("two ramps", (i, z) -> new double[] {0.9 + ramp(i), 0.9 - ramp(i)}),
        scene("ramp, the same with faint noise", (i, z) -> pair(ramp(i), 1e-5 * z)),
        scene("bright ramp, the same with noise", (i, z) -> pair(0.8 + ramp(i), 1e-3 * z)),
        scene("rough, the same with faint noise", (i, z) -> pair(0.5 + 0.4 * z, 1e-4 * z)),
        scene(
            "half flat, half rough",
            (i, z) -> i % SIDE < SIDE / 2 ? pair(0.95, 0) : pair(0.5 + 0.4 * z, -0.2 * z * z)));
  }

  private static double ramp(int i) {
    int row = i / SIDE;
    return 1e-3 * (i % SIDE) + 2e-3 * row;
  }

  private static double[] pair(double a, double difference) {
    return new double[] {a, a + difference};
  }

  private static DynamicTest scene(String name, Scene scene) {
    double[] a = new double[SIDE * SIDE];
    double[] b = new double[SIDE * SIDE];
    SplittableRandom random = new SplittableRandom(21);
    for (int i = 0; i < a.length; i++) {
      double[] pixels = scene.pixels(i, random.nextDouble(-1, 1));
      a[i] = (float) pixels[0];
      b[i] = (float) pixels[1];
    }
    return DynamicTest.dynamicTest(
        name,
        () -> {
          for (int op = 0; op < 5; op++) {
            double[] wanted = result(op, Device.reference(), a, b);
            double[] got = result(op, Device.cpu(), a, b);
            if (wanted.length == 1) {
              assertEquals(wanted[0], got[0], VALUES);
            } else {
              assertClose(wanted, got, GRADIENTS);
            }
          }
        });
  }

  private static double[] result(int op, Device device, double[] pixelsA, double[] pixelsB) {
    try (Scope scope = Scope.open(device)) {
      Tensor a = scope.of(pixelsA, 1, 1, SIDE, SIDE);
      Tensor b = scope.of(pixelsB, 1, 1, SIDE, SIDE);
      Tensor perImage = scope.of(new double[] {1}, 1);
      Tensor gradA = scope.emptyLike(a);
      Op made =
          switch (op) {
            case 0 -> new SimilarityOp.Ssim(a, b, perImage);
            case 1 -> new SimilarityOp.MsSsim(a, b, SCALES, perImage);
            case 2 -> new SimilarityOp.Uiqi(a, b, perImage);
            case 3 -> new SimilarityOp.SsimBackward(a, b, perImage, gradA);
            default -> new SimilarityOp.MsSsimBackward(a, b, SCALES, perImage, gradA);
          };
      made.run();
      return made.outputs().getFirst().toDoubles();
    }
  }
}
