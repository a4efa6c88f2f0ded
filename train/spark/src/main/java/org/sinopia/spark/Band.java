package org.sinopia.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Some rows of a cube, from edge to edge.
 *
 * @param row the first
 * @param rows how many
 */
record Band(int row, int rows) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Cuts a cube into bands of whole rows of tiles; what is left over belongs to the last.
   *
   * @param height rows of the cube
   * @param unit rows of a tile
   * @param least rows of a band
   */
  static List<Band> of(int height, int unit, int least) {
    int rows = Math.ceilDiv(least, unit) * unit;
    int count = Math.max(1, height / rows);
    List<Band> bands = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int end = k == count - 1 ? height : (k + 1) * rows;
      bands.add(new Band(k * rows, end - k * rows));
    }
    return bands;
  }
}
