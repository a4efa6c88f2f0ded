package org.sinopia.xrf.synthesis;

import java.io.IOException;
import java.util.Map;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;

/** How the counts of a synthetic cube are drawn. Safe to use from many threads. */
sealed interface CountDraw permits MultinomialDraw, PoissonDraw {

  /** Work on the counts of a pixel. */
  @FunctionalInterface
  interface Consumer {
    /** Takes counts, at least one per bin, valid during the call, of a pixel of a rectangle. */
    void accept(long pixel, int[] counts) throws IOException;
  }

  /** The painting that is scanned. */
  PaintMap map();

  /** How it is scanned, for a cube's attributes: strings, longs and doubles by name. */
  Map<String, Object> attributes();

  /** The narrowest of U8, U16 and U32 that is certain, or next to certain, to hold all counts. */
  SampleType narrowest();

  /** Draws the pixels of a rectangle, row by row; each always gets the same counts. */
  void draw(Tile tile, Consumer consumer) throws IOException;

  /**
   * The narrowest of U8, U16 and U32 beyond which a count is unlikely anywhere in a cube; such a
   * count is noticed all the same.
   *
   * @param map the cube's
   * @param mean the largest mean of a bin, of a Poisson or binomial count
   * @param most the largest count there can be
   */
  static SampleType narrowest(PaintMap map, double mean, long most) {
    double samples = (double) map.height() * map.width() * map.axis().bins();
    for (SampleType type : new SampleType[] {SampleType.U8, SampleType.U16}) {
      double beyond = type == SampleType.U8 ? 1 << Byte.SIZE : 1 << Short.SIZE;
      // Chernoff's bound on P(X >= beyond).
      double logBound =
          mean > 0
              ? beyond - mean - beyond * StrictMath.log(beyond / mean)
              : Double.NEGATIVE_INFINITY;
      double logUnlikely = StrictMath.log(1e-9);
      if (most < beyond || (mean < beyond && logBound + StrictMath.log(samples) < logUnlikely)) {
        return type;
      }
    }
    return SampleType.U32;
  }
}
