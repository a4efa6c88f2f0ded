package org.sinopia.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

class ImageQualityTest {
  private static Tensor picture(Golden golden, Scope scope, String name) {
    double[] values = Arrays.stream(golden.values(name)).map(v -> v / 255).toArray();
    return scope.of(values, golden.shape(name));
  }

  @ParameterizedTest
  @CsvSource({"even, reference, 1e-6", "odd, reference, 1e-6", "even, cpu, 2e-4", "odd, cpu, 2e-4"})
  void valuesAreThoseOfTorchmetrics(String pair, String device, double tolerance) {
    Golden golden = Golden.open("image_quality.safetensors");
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor a = picture(golden, scope, pair + ".pred_u8");
      Tensor b = picture(golden, scope, pair + ".target_u8");
      assertArrayEquals(golden.values(pair + ".ssim"), ImageQuality.ssim(a, b), tolerance);
      assertArrayEquals(golden.values(pair + ".ms_ssim"), ImageQuality.msSsim(a, b, 5), tolerance);
      double uiqi = Arrays.stream(ImageQuality.uiqi(a, b)).average().orElseThrow();
      assertEquals(golden.values(pair + ".uqi_mean")[0], uiqi, tolerance);
    }
  }

  /** Off by ½ everywhere: MSE ¼, −10·log₁₀ ¼ = 6.0206 dB; the second pair is equal. */
  @Test
  void eachPictureHasItsOwnNumbers() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor a = scope.full(0.5, 2, 3, 2, 2);
      Tensor b = scope.full(0.5, 2, 3, 2, 2);
      b.slice(0, 1).set(new double[12]);
      assertArrayEquals(
          new double[] {10 * Math.log10(4), Double.POSITIVE_INFINITY},
          ImageQuality.psnr(a, b),
          1e-12);
      // r̄ = 63.75; √(¼·(2 + r̄/256 + 4 + 2 + (255 − r̄)/256)).
      assertArrayEquals(
          new double[] {Math.sqrt((8 + 255 / 256.0) / 4), 1e-6}, ImageQuality.redmean(a, b), 1e-9);
    }
  }
}
