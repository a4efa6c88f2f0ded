package org.sinopia.xrf.colour;

import java.util.Arrays;

/**
 * The share of light that a surface reflects at each of the {@link Wavelengths}, above 0 to 1.
 * Immutable.
 */
public final class Reflectance {
  private final double[] values;

  private Reflectance(double[] values) {
    this.values = values;
  }

  /**
   * A surface of given reflectances.
   *
   * @param values one per wavelength, above 0 to 1; copied
   * @throws IllegalArgumentException if the number of values or one of them is out of range
   */
  public static Reflectance of(double... values) {
    if (values.length != Wavelengths.COUNT) {
      throw new IllegalArgumentException(
          "%d values, expected %d: %d to %d nm in steps of %d"
              .formatted(
                  values.length,
                  Wavelengths.COUNT,
                  Wavelengths.FROM_NM,
                  Wavelengths.TO_NM,
                  Wavelengths.STEP_NM));
    }
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0 && values[i] <= 1)) {
        throw new IllegalArgumentException(
            "%s at %d nm, expected above 0 to 1".formatted(values[i], Wavelengths.nm(i)));
      }
    }
    return new Reflectance(values.clone());
  }

  /**
   * The smoothest reflectance with a given colour; see {@link SmoothReflectance}.
   *
   * @param colour components are clamped to 0 to 1
   */
  public static Reflectance smoothest(Srgb colour) {
    return of(SmoothReflectance.of(colour));
  }

  /** The reflectance at the wavelength of an index. */
  public double at(int index) {
    return values[index];
  }

  /** A copy of all values. */
  public double[] values() {
    return values.clone();
  }

  /** The colour under D65 for the 2° observer. */
  public Xyz toXyz() {
    return StandardObserver.xyz(values);
  }

  /** The colour in CIELAB. */
  public Lab toLab() {
    return toXyz().toLab();
  }

  /** The colour in sRGB; saturated colours may lie outside its gamut. */
  public Srgb toSrgb() {
    return toXyz().toLinearRgb().toSrgb();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reflectance that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Reflectance[" + toSrgb().toHex() + "]";
  }
}
