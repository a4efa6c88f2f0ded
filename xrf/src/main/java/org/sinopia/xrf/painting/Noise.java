package org.sinopia.xrf.painting;

/**
 * Smooth random functions of the plane (value noise: random numbers on a lattice, smoothly
 * interpolated), for what nature leaves to chance: ridges, clouds, foliage, plaster. Immutable.
 */
final class Noise {

  private final long seed;

  Noise(long seed) {
    this.seed = seed;
  }

  /** Noise of wavelength 1, values in [0, 1]. */
  double at(double x, double y) {
    long column = (long) Math.floor(x);
    long row = (long) Math.floor(y);
    double u = ease(x - column);
    double v = ease(y - row);
    double above = lerp(lattice(column, row), lattice(column + 1, row), u);
    double below = lerp(lattice(column, row + 1), lattice(column + 1, row + 1), u);
    return lerp(above, below, v);
  }

  /**
   * Fractal noise: octaves of halved wavelength and half the strength, from wavelength 1 on; values
   * in [0, 1], mean 1/2.
   */
  double fractal(double x, double y, int octaves) {
    double sum = 0;
    double strength = 1;
    double all = 0;
    for (int i = 0; i < octaves; i++) {
      // Shifted, so that the lattices' points do not fall together.
      sum += strength * at(x + 17.3 * i, y - 9.7 * i);
      all += strength;
      strength /= 2;
      x *= 2;
      y *= 2;
    }
    return sum / all;
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double lerp(double from, double to, double t) {
    return from + (to - from) * t;
  }

  /** A random number of a lattice point, by the finaliser of MurmurHash3 (A. Appleby). */
  private double lattice(long column, long row) {
    long h = seed ^ (column * 0x9E3779B97F4A7C15L) ^ Long.rotateLeft(row * 0xC2B2AE3D27D4EB4FL, 31);
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    h ^= h >>> 33;
    return (h >>> 11) * 0x1p-53;
  }
}
