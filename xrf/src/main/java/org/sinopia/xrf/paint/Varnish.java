package org.sinopia.xrf.paint;

import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.colour.Wavelengths;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;

/**
 * A varnish of triterpenoid resin (mastic, dammar), which yellows as it ages: it absorbs in
 * proportion to the square of the distance from the red end of the spectrum.
 *
 * @param thicknessUm thickness in µm, above 0
 * @param yellowing optical density, to base e, at 380 nm, 0 to 2
 */
record Varnish(double thicknessUm, double yellowing) {

  private static final Composition RESIN = Composition.ofFormula("C30H48O3");
  private static final double DENSITY = 1.07;

  /**
   * Checks the varnish.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Varnish {
    if (!(thicknessUm > 0) || Double.isInfinite(thicknessUm)) {
      throw new IllegalArgumentException(
          "varnish: thickness is %s µm, expected a finite number above 0".formatted(thicknessUm));
    }
    if (!(yellowing >= 0 && yellowing <= 2)) {
      throw new IllegalArgumentException(
          "varnish: yellowing is %s, expected 0 to 2".formatted(yellowing));
    }
  }

  /** The varnish as X-rays meet it. */
  public Layer layer() {
    return new Layer(RESIN, DENSITY, thicknessUm);
  }

  /** Its look over something: light crosses it twice. */
  public Reflectance over(Reflectance below) {
    double[] seen = below.values();
    for (int i = 0; i < seen.length; i++) {
      double blue =
          (double) (Wavelengths.TO_NM - Wavelengths.nm(i))
              / (Wavelengths.TO_NM - Wavelengths.FROM_NM);
      seen[i] = Math.max(Double.MIN_NORMAL, seen[i] * StrictMath.exp(-2 * yellowing * blue * blue));
    }
    return Reflectance.of(seen);
  }
}
