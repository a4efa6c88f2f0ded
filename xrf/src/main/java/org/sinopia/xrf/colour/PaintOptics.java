package org.sinopia.xrf.colour;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How a pigment or a mixture absorbs and scatters light: K and S of {@link KubelkaMunk} at each of
 * the {@link Wavelengths}, per volume of pigment, with S of lead white in oil as the unit.
 * Immutable.
 */
public final class PaintOptics {
  /**
   * S of pure lead white per µm of pigment, by which a film's thickness counts: a coat of 40 % by
   * volume has 0.06/µm, so that about 50 µm hide what is below.
   */
  public static final double SCATTERING_PER_UM = 0.15;

  private final Supplier<Constants> source;
  private volatile Constants constants;

  private PaintOptics(Supplier<Constants> source) {
    this.source = source;
  }

  private static final class Constants {
    final double[] absorption;
    final double[] scattering;

    Constants(double[] absorption, double[] scattering) {
      this.absorption = absorption;
      this.scattering = scattering;
    }
  }

  /** K and S, computed on first use: a library has many pigments of which few are used. */
  private Constants constants() {
    Constants known = constants;
    if (known == null) {
      known = source.get();
      constants = known;
    }
    return known;
  }

  /**
   * Two known constants per wavelength.
   *
   * @param absorption K, from 0, finite
   * @param scattering S, above 0, finite
   * @throws IllegalArgumentException if a length or a value is out of range
   */
  public static PaintOptics of(double[] absorption, double[] scattering) {
    check("absorption", absorption, 0);
    check("scattering", scattering, Double.MIN_NORMAL);
    Constants constants = new Constants(absorption.clone(), scattering.clone());
    return new PaintOptics(() -> constants);
  }

  /**
   * One constant: K/S from the reflectance of an opaque layer, S the same at every wavelength.
   *
   * @param masstone reflectance of an opaque layer, as seen
   * @param tintingStrength S, above 0
   */
  public static PaintOptics of(Reflectance masstone, double tintingStrength) {
    Objects.requireNonNull(masstone, "masstone");
    checkStrength(tintingStrength);
    return new PaintOptics(() -> oneConstant(masstone, tintingStrength));
  }

  /**
   * One constant, as above, of the smoothest reflectance with a given colour; see {@link
   * Reflectance#smoothest}.
   *
   * @param masstone colour of an opaque layer, as seen
   * @param tintingStrength S, above 0
   */
  public static PaintOptics of(Srgb masstone, double tintingStrength) {
    Objects.requireNonNull(masstone, "masstone");
    checkStrength(tintingStrength);
    return new PaintOptics(() -> oneConstant(Reflectance.smoothest(masstone), tintingStrength));
  }

  private static Constants oneConstant(Reflectance masstone, double tintingStrength) {
    double[] absorption = new double[Wavelengths.COUNT];
    double[] scattering = new double[Wavelengths.COUNT];
    for (int i = 0; i < absorption.length; i++) {
      scattering[i] = tintingStrength;
      absorption[i] = tintingStrength * KubelkaMunk.ratio(Saunderson.inside(masstone.at(i)));
    }
    return new Constants(absorption, scattering);
  }

  private static void checkStrength(double strength) {
    if (!(strength > 0) || Double.isInfinite(strength)) {
      throw new IllegalArgumentException(
          "tinting strength is %s, expected a finite number above 0".formatted(strength));
    }
  }

  /**
   * The mixture of paints: K and S add up by volume.
   *
   * @param parts paints, at least one
   * @param volumes share of each, from 0, not all 0; other sums are scaled to 1
   */
  public static PaintOptics mixture(List<PaintOptics> parts, double... volumes) {
    if (parts.isEmpty() || parts.size() != volumes.length) {
      throw new IllegalArgumentException(
          "mixture: %d volumes of %d paints, expected one of each of at least one"
              .formatted(volumes.length, parts.size()));
    }
    double sum = 0;
    for (double volume : volumes) {
      sum += volume;
    }
    double[] absorption = new double[Wavelengths.COUNT];
    double[] scattering = new double[Wavelengths.COUNT];
    for (int p = 0; p < volumes.length; p++) {
      double share = volumes[p] / sum;
      Constants part = parts.get(p).constants();
      for (int i = 0; i < absorption.length; i++) {
        absorption[i] += share * part.absorption[i];
        scattering[i] += share * part.scattering[i];
      }
    }
    return of(absorption, scattering);
  }

  /** K at the wavelength of an index. */
  public double absorption(int index) {
    return constants().absorption[index];
  }

  /** S at the wavelength of an index. */
  public double scattering(int index) {
    return constants().scattering[index];
  }

  /** Tinting strength: S, averaged over the wavelengths; 1 for lead white in oil. */
  public double strength() {
    double sum = 0;
    for (double value : constants().scattering) {
      sum += value;
    }
    return sum / Wavelengths.COUNT;
  }

  /**
   * Colour of an opaque layer of given constants, as {@link #opaque} has it, without checks.
   *
   * @param absorption K per wavelength
   * @param scattering S per wavelength, in the same unit
   */
  public static Xyz opaqueColour(double[] absorption, double[] scattering) {
    double x = 0;
    double y = 0;
    double z = 0;
    for (int i = 0; i < Wavelengths.COUNT; i++) {
      double seen = Saunderson.outside(KubelkaMunk.reflectance(absorption[i] / scattering[i]));
      x += StandardObserver.X[i] * seen;
      y += StandardObserver.Y[i] * seen;
      z += StandardObserver.Z[i] * seen;
    }
    return new Xyz(x, y, z);
  }

  /** Reflectance of a layer so thick that nothing shows through, as seen. */
  public Reflectance opaque() {
    Constants at = constants();
    double[] seen = new double[Wavelengths.COUNT];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = Saunderson.outside(KubelkaMunk.reflectance(at.absorption[i] / at.scattering[i]));
    }
    return Reflectance.of(seen);
  }

  /**
   * Reflectance of a film over something else, both bound so that light passes from one to the
   * other without a surface between.
   *
   * @param thicknessUm thickness of the film in µm, from 0; infinity for an opaque one
   * @param pigmentVolume share of the film's volume that is pigment, above 0 to 1
   * @param substrate reflectance of what lies below, as it would be seen without the film
   */
  public Reflectance film(double thicknessUm, double pigmentVolume, Reflectance substrate) {
    if (!(thicknessUm >= 0) || !(pigmentVolume > 0 && pigmentVolume <= 1)) {
      throw new IllegalArgumentException(
          "film of %s µm with %s of pigment by volume, expected from 0 µm and above 0 to 1"
              .formatted(thicknessUm, pigmentVolume));
    }
    if (Double.isInfinite(thicknessUm)) {
      return opaque();
    }
    Constants at = constants();
    double scale = SCATTERING_PER_UM * pigmentVolume * thicknessUm;
    double[] seen = new double[Wavelengths.COUNT];
    for (int i = 0; i < seen.length; i++) {
      double below = Saunderson.inside(substrate.at(i));
      seen[i] =
          Saunderson.outside(
              KubelkaMunk.film(scale * at.absorption[i], scale * at.scattering[i], below));
      // The darkest glazes underflow.
      seen[i] = Math.clamp(seen[i], Double.MIN_NORMAL, 1);
    }
    return Reflectance.of(seen);
  }

  private static void check(String name, double[] values, double least) {
    if (values.length != Wavelengths.COUNT) {
      throw new IllegalArgumentException(
          "%s: %d values, expected %d: %d to %d nm in steps of %d"
              .formatted(
                  name,
                  values.length,
                  Wavelengths.COUNT,
                  Wavelengths.FROM_NM,
                  Wavelengths.TO_NM,
                  Wavelengths.STEP_NM));
    }
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= least) || Double.isInfinite(values[i])) {
        throw new IllegalArgumentException(
            "%s: %s at %d nm, expected a finite number %s 0"
                .formatted(name, values[i], Wavelengths.nm(i), least > 0 ? "above" : "from"));
      }
    }
  }
}
