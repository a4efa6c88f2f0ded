package org.sinopia.xrf.synthesis;

import java.util.Map;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.Tile;

/**
 * The surface that a synthetic cube is a scan of: for each pixel, one of a few kinds of paint. Safe
 * to use from many threads.
 */
public interface PaintMap {

  /** Rows of pixels. */
  int height();

  /** Columns of pixels. */
  int width();

  /** The energy axis of every spectrum. */
  EnergyAxis axis();

  /** Number of kinds of paint. */
  int kinds();

  /**
   * The kind of paint of each pixel of a rectangle.
   *
   * @param tile a rectangle of pixels
   * @param kinds receives 0 to {@code kinds() − 1} for each pixel, ordered (row, column)
   */
  void kinds(Tile tile, int[] kinds);

  /** Name of the pigment that a kind of paint holds most of, at the surface. */
  String dominant(int kind);

  /** How the map came about, for a cube's attributes: strings, longs and doubles by name. */
  Map<String, Object> attributes();
}
