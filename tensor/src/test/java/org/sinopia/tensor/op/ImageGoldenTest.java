package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.TestDevices;

/**
 * SSIM, MS-SSIM with its gradient and UIQI as torchmetrics computes them in float64, for images
 * with even sides and with sides that are odd at several scales.
 */
class ImageGoldenTest {
  private static final Golden GOLDEN = Golden.open("image_quality.safetensors");
  private static final int SCALES = 5;

  @EveryDevice
  void agreesWithTorchmetricsOnEvenSides(String device) {
    agreesWithTorchmetrics(device, "even");
  }

  @EveryDevice
  void agreesWithTorchmetricsOnOddSides(String device) {
    agreesWithTorchmetrics(device, "odd");
  }

  private static void agreesWithTorchmetrics(String device, String images) {
    double tolerance = TestDevices.tolerance(device, 1e-6, 2e-6);
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor a = image(scope, images + ".pred_u8");
      Tensor b = image(scope, images + ".target_u8");
      int batch = a.shape().extent(0);
      Tensor perImage = scope.empty(batch);

      new SimilarityOp.Ssim(a, b, perImage).run();
      assertClose(GOLDEN.values(images + ".ssim"), perImage.toDoubles(), tolerance);

      new SimilarityOp.MsSsim(a, b, SCALES, perImage).run();
      assertClose(GOLDEN.values(images + ".ms_ssim"), perImage.toDoubles(), tolerance);

      new SimilarityOp.Uiqi(a, b, perImage).run();
      double mean = Arrays.stream(perImage.toDoubles()).average().orElseThrow();
      assertClose(GOLDEN.values(images + ".uqi_mean"), new double[] {mean}, tolerance);

      double[] weights = new double[batch];
      Arrays.fill(weights, 1.0 / batch);
      Tensor gradient = scope.emptyLike(a);
      new SimilarityOp.MsSsimBackward(a, b, SCALES, scope.of(weights, batch), gradient).run();
      assertClose(
          GOLDEN.values(images + ".grad_ms_ssim_mean"), gradient.toDoubles(), 10 * tolerance);
    }
  }

  private static Tensor image(Scope scope, String name) {
    double[] values = Arrays.stream(GOLDEN.values(name)).map(v -> v / 255).toArray();
    return scope.of(values, GOLDEN.shape(name));
  }

  /** Within a tolerance relative to the largest magnitude. */
  static void assertClose(double[] wanted, double[] got, double tolerance) {
    double scale = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
    assertEquals(wanted.length, got.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], got[i], tolerance * scale, "element " + i);
    }
  }
}
