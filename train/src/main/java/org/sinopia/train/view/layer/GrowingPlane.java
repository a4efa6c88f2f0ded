package org.sinopia.train.view.layer;

import java.util.BitSet;
import org.sinopia.train.view.reading.CellOrder;
import org.sinopia.xrf.cube.Tile;

/**
 * A plane that is filled piece by piece. Until a pixel is read, it shows what is known of its
 * surroundings: below a piece that spans the picture the pixel of the nearest row, else the piece's
 * mean. Written by one thread.
 */
public final class GrowingPlane {
  private final Plane plane;
  private final BitSet known;

  /** Nothing is known yet. */
  public GrowingPlane(int height, int width) {
    this.plane = new Plane(height, width);
    this.known = new BitSet(height * width);
  }

  public Plane plane() {
    return plane;
  }

  /** Stores a piece, ordered (row, column) from {@code from} on, and spreads it. */
  public void put(CellOrder.Step step, float[] pixels, int from) {
    Tile tile = step.tile();
    plane.put(tile, pixels, from);
    for (int r = 0; r < tile.height(); r++) {
      int at = (tile.row() + r) * plane.width() + tile.column();
      known.set(at, at + tile.width());
    }
    if (step.around().pixels() > tile.pixels()) {
      spread(step, pixels, from);
    }
  }

  private void spread(CellOrder.Step step, float[] pixels, int from) {
    Tile tile = step.tile();
    Tile around = step.around();
    float mean = mean(pixels, from, (int) tile.pixels());
    for (int r = 0; r < around.height(); r++) {
      int nearest = from + Math.min(r, tile.height() - 1) * tile.width();
      for (int c = 0; c < around.width(); c++) {
        int row = around.row() + r;
        int column = around.column() + c;
        if (!known.get(row * plane.width() + column)) {
          plane.set(row, column, step.rows() ? pixels[nearest + c] : mean);
        }
      }
    }
  }

  private static float mean(float[] pixels, int from, int count) {
    double sum = 0;
    int seen = 0;
    for (int p = from; p < from + count; p++) {
      if (!Float.isNaN(pixels[p])) {
        sum += pixels[p];
        seen++;
      }
    }
    return seen == 0 ? Float.NaN : (float) (sum / seen);
  }
}
