package org.sinopia.xrf.physics.matter;

import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.physics.atom.Element;

/**
 * A flat homogeneous layer.
 *
 * @param composition what it is made of
 * @param densityGcm3 density in g/cm³, finite, above 0
 * @param thicknessUm thickness in µm, above 0; infinity for a ground so thick that nothing comes
 *     through
 */
public record Layer(Composition composition, double densityGcm3, double thicknessUm)
    implements Absorber {

  /**
   * Checks the layer.
   *
   * @throws IllegalArgumentException if density or thickness is out of range
   */
  public Layer {
    Objects.requireNonNull(composition, "composition");
    if (!(densityGcm3 > 0) || Double.isInfinite(densityGcm3)) {
      throw new IllegalArgumentException(
          "layer: density is %s g/cm³, expected a finite number above 0".formatted(densityGcm3));
    }
    if (!(thicknessUm > 0)) {
      throw new IllegalArgumentException(
          "layer: thickness is %s µm, expected above 0".formatted(thicknessUm));
    }
  }

  /**
   * A layer of the pure element at its own density.
   *
   * @param symbol chemical symbol
   * @param thicknessUm thickness in µm
   */
  public static Layer ofElement(String symbol, double thicknessUm) {
    return new Layer(Composition.ofFormula(symbol), Element.of(symbol).densityGcm3(), thicknessUm);
  }

  /**
   * A layer of dry air at 20 °C and one atmosphere: N, O and Ar at 75.5, 23.2 and 1.3 percent by
   * mass, 1.205 mg/cm³ (NIST SRD 126, table 2, without its trace of carbon).
   *
   * @param centimetres thickness in cm
   */
  public static Layer ofAir(double centimetres) {
    Composition air =
        Composition.mixture(
            List.of(
                Composition.Part.of("N", 75.5),
                Composition.Part.of("O", 23.2),
                Composition.Part.of("Ar", 1.3)));
    return new Layer(air, 1.205e-3, centimetres * 1e4);
  }

  /**
   * A layer of helium at 20 °C and one atmosphere, 0.1664 mg/cm³.
   *
   * @param centimetres thickness in cm
   */
  public static Layer ofHelium(double centimetres) {
    return new Layer(Composition.ofFormula("He"), 1.664e-4, centimetres * 1e4);
  }

  /** Mass per area in g/cm²; infinite for an infinite thickness. */
  public double massThickness() {
    return densityGcm3 * thicknessUm * 1e-4;
  }

  @Override
  public double transmission(double energyKev) {
    return StrictMath.exp(-composition.attenuation(energyKev) * massThickness());
  }
}
