package org.sinopia.kernels.launch.product;

import java.util.Arrays;
import java.util.Locale;
import org.sinopia.kernels.device.DeviceProperties;

/**
 * To what operands of matrix products and of attention are rounded before they are multiplied.
 * Tensors stay float32 in memory and sums are float32 in any case.
 */
public enum Precision {
  /** Not at all: float32 throughout. */
  F32,
  /**
   * Matrix products: to 10 bits of mantissa, on tensor cores; a product's relative error is at most
   * 2⁻¹⁰. Attention is as in {@link #F32}.
   */
  TF32,
  /**
   * Matrix products and attention: to bfloat16, 7 bits of mantissa, on tensor cores; a product's
   * relative error is at most 2⁻⁷.
   */
  BF16;

  private static final String PROPERTY = "sinopia.cuda.precision";

  /** This, or {@link #F32} where there are no tensor cores. */
  public Precision on(DeviceProperties device) {
    return device.tensorCores() ? this : F32;
  }

  /**
   * As the system property {@code sinopia.cuda.precision} says (f32, tf32, bf16), else {@link
   * #F32}. Where a device has no tensor cores, float32 is used whatever this says.
   *
   * @throws IllegalArgumentException if the property is none of these
   */
  public static Precision fromProperties() {
    String name = System.getProperty(PROPERTY, "f32");
    return Arrays.stream(values())
        .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PROPERTY + " is " + name + ", expected f32, tf32 or bf16"));
  }
}
