package org.sinopia.train.view;

import java.util.BitSet;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.xrf.cube.Tile;

/** Some pixels of a scan. Immutable. */
final class RegionMask {
  private final int height;
  private final int width;
  private final BitSet pixels;

  /**
   * Some pixels.
   *
   * @param pixels row · width + column of each; not copied
   */
  RegionMask(int height, int width, BitSet pixels) {
    this.height = height;
    this.width = width;
    this.pixels = pixels;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** Number of pixels. */
  int count() {
    return pixels.cardinality();
  }

  boolean contains(int row, int column) {
    return pixels.get(row * width + column);
  }

  boolean contains(int pixel) {
    return pixels.get(pixel);
  }

  /** Whether it has a pixel in a tile. */
  boolean touches(Tile tile) {
    for (int r = tile.row(); r < tile.row() + tile.height(); r++) {
      int from = r * width + tile.column();
      int next = pixels.nextSetBit(from);
      if (next >= 0 && next < from + tile.width()) {
        return true;
      }
    }
    return false;
  }

  /** Pixels that are in this region and, as {@code wanted} says, in another of the same scan. */
  RegionMask and(RegionMask other, boolean wanted) {
    BitSet both = (BitSet) pixels.clone();
    if (wanted) {
      both.and(other.pixels);
    } else {
      both.andNot(other.pixels);
    }
    return new RegionMask(height, width, both);
  }

  /** 1 in the region, NaN elsewhere. */
  Plane plane() {
    Plane plane = new Plane(height, width);
    for (int p = pixels.nextSetBit(0); p >= 0; p = pixels.nextSetBit(p + 1)) {
      plane.set(p / width, p % width, 1);
    }
    return plane;
  }
}
