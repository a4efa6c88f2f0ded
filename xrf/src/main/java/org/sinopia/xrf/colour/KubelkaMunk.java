package org.sinopia.xrf.colour;

/**
 * The theory of Kubelka and Munk (Z. tech. Phys. 12, 593, 1931; Kubelka, J. Opt. Soc. Am. 38, 448,
 * 1948): light in a layer that absorbs with coefficient K and scatters with S. All functions are
 * for one wavelength, inside the layer; {@link Saunderson} takes them through its surface.
 */
final class KubelkaMunk {

  private KubelkaMunk() {}

  /**
   * K/S of an opaque layer: (1 − R)²/(2R).
   *
   * @param reflectance R, above 0 to 1
   */
  public static double ratio(double reflectance) {
    return (1 - reflectance) * (1 - reflectance) / (2 * reflectance);
  }

  /**
   * Reflectance of an opaque layer: 1 + K/S − √((K/S)² + 2·K/S).
   *
   * @param ratio K/S, from 0
   */
  public static double reflectance(double ratio) {
    // This form does not cancel where the ratio is large.
    return 1 / (1 + ratio + Math.sqrt(ratio * (ratio + 2)));
  }

  /**
   * Reflectance of a film over a substrate: (1 − R<sub>g</sub>(a − b·coth bSx))/(a − R<sub>g</sub>
   * + b·coth bSx) with a = 1 + K/S, b = √(a² − 1). Both arguments are coefficient times thickness.
   *
   * @param absorption K·x, from 0
   * @param scattering S·x, from 0
   * @param substrate R<sub>g</sub>, reflectance of what lies below, 0 to 1
   */
  public static double film(double absorption, double scattering, double substrate) {
    if (scattering <= 1e-9 * absorption || scattering == 0) {
      return substrate * StrictMath.exp(-2 * absorption);
    }
    double ratio = absorption / scattering;
    double a = 1 + ratio;
    double b = Math.sqrt(ratio * (ratio + 2));
    double depth = b * scattering;
    // b·coth(b·Sx) tends to 1/Sx where nothing is absorbed.
    double bCoth = depth < 1e-7 ? 1 / scattering : b / StrictMath.tanh(depth);
    return (1 - substrate * (a - bCoth)) / (a - substrate + bCoth);
  }
}
