package org.sinopia.xrf.synthesis;

/**
 * Kinds of paint of which the mean number of photons in each bin is known: bright paint gives more
 * of them than dark paint.
 */
public interface EmissionMap extends PaintMap {

  /**
   * Mean counts of a pixel of a kind of paint.
   *
   * @return one per bin of the axis, finite, from 0; a copy
   */
  double[] expected(int kind);

  /**
   * How far odd rows are displaced, in pixels, as in a scan whose head goes back and forth: pixel x
   * of such a row sees the surface at x + shift, a part of it if that lies between two pixels, and
   * the last one where it lies outside. Finite.
   */
  double oddRowShift();
}
