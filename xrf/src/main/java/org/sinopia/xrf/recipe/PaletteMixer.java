package org.sinopia.xrf.recipe;

import java.util.List;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.PaintOptics;
import org.sinopia.xrf.colour.Wavelengths;
import org.sinopia.xrf.pigment.LibraryPigment;

/**
 * Computes the colours of mixtures of one palette; the same as {@link Recipe#optics}, but faster.
 */
final class PaletteMixer {
  private final double[][] absorption;
  private final double[][] scattering;
  private final double[] strength;
  private final double[] k = new double[Wavelengths.COUNT];
  private final double[] s = new double[Wavelengths.COUNT];

  PaletteMixer(List<LibraryPigment> pigments) {
    absorption = new double[pigments.size()][Wavelengths.COUNT];
    scattering = new double[pigments.size()][Wavelengths.COUNT];
    strength = new double[pigments.size()];
    for (int p = 0; p < strength.length; p++) {
      PaintOptics optics = pigments.get(p).optics();
      strength[p] = optics.strength();
      for (int i = 0; i < Wavelengths.COUNT; i++) {
        absorption[p][i] = optics.absorption(i);
        scattering[p][i] = optics.scattering(i);
      }
    }
  }

  /** Mean scattering of a pigment. */
  double strength(int pigment) {
    return strength[pigment];
  }

  /** The colour of an opaque coat of pigments by volume. */
  Lab colour(int[] recipe, double[] volumes) {
    for (int i = 0; i < k.length; i++) {
      double sumK = 0;
      double sumS = 0;
      for (int p = 0; p < recipe.length; p++) {
        sumK += volumes[p] * absorption[recipe[p]][i];
        sumS += volumes[p] * scattering[recipe[p]][i];
      }
      k[i] = sumK;
      s[i] = sumS;
    }
    return PaintOptics.opaqueColour(k, s).toLab();
  }
}
