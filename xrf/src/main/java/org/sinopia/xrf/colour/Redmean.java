package org.sinopia.xrf.colour;

/**
 * The redmean colour difference: a Euclidean distance in sRGB whose red and blue weights follow the
 * mean red of the two colours (T. Riemersma, "Colour metric", CompuPhase).
 */
final class Redmean {

  private Redmean() {}

  /**
   * The difference of two colours of components 0 to 1: √((2 + r̄/256)·ΔR² + 4·ΔG² + (2 + (255 −
   * r̄)/256)·ΔB²) with r̄ = 255·(R₁ + R₂)/2. Black and white differ by √(8 + 255/256) ≈ 3.
   */
  public static double difference(Srgb first, Srgb second) {
    double mean = 255 * (first.r() + second.r()) / 2;
    double dR = first.r() - second.r();
    double dG = first.g() - second.g();
    double dB = first.b() - second.b();
    return Math.sqrt((2 + mean / 256) * dR * dR + 4 * dG * dG + (2 + (255 - mean) / 256) * dB * dB);
  }
}
