package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Copies elements of any type between two memories that are walked along the same axes with strides
 * of their own: what permuting, expanding, slicing, concatenating and padding have in common.
 *
 * <p>Axes of extent 1 are dropped and neighbours that both sides walk as one become one. What
 * remains is copied run by run, or, where neither side's innermost axis is the other's, in square
 * tiles that both sides can keep in cache.
 */
final class StridedCopy {
  /** Bytes per piece of work. */
  private static final int GRAIN = 1 << 17;

  /** The side of a tile: a cache line of floats. */
  private static final int TILE = 16;

  private final int bytes;
  private final MemorySegment x;
  private final MemorySegment y;
  private final int startX;
  private final int startY;
  private int rank;
  private final int[] extents;
  private final int[] stridesX;
  private final int[] stridesY;

  /**
   * A copy; extents and strides are given outermost first, strides in elements.
   *
   * @param bytes of an element: 1, 2, 4 or 8
   * @param startX the first element read
   * @param startY the first element written
   * @param stridesX 0 along an axis that repeats the same elements
   */
  StridedCopy(
      int bytes,
      int[] extents,
      MemorySegment x,
      int startX,
      int[] stridesX,
      MemorySegment y,
      int startY,
      int[] stridesY) {
    this.bytes = bytes;
    this.x = x;
    this.y = y;
    this.startX = startX;
    this.startY = startY;
    this.extents = new int[extents.length + 1];
    this.stridesX = new int[extents.length + 1];
    this.stridesY = new int[extents.length + 1];
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] > 1) {
        add(extents[axis], stridesX[axis], stridesY[axis]);
      }
    }
    if (rank == 0) {
      add(1, 1, 1);
    }
  }

  private void add(int extent, int strideX, int strideY) {
    int last = rank - 1;
    if (rank > 0 && stridesX[last] == strideX * extent && stridesY[last] == strideY * extent) {
      extents[last] *= extent;
    } else {
      last = rank++;
      extents[last] = extent;
    }
    stridesX[last] = strideX;
    stridesY[last] = strideY;
  }

  void run(Workers workers) {
    int inner = rank - 1;
    int turned = -1;
    for (int axis = 0; axis < inner; axis++) {
      turned = stridesX[axis] == 1 ? axis : turned;
    }
    if (turned >= 0 && stridesX[inner] > 1) {
      transpose(workers, turned, inner);
    } else {
      runs(workers, inner);
    }
  }

  private void runs(Workers workers, int inner) {
    int length = extents[inner];
    int part = Math.min(length, GRAIN / bytes);
    int parts = (length - 1) / part + 1;
    Steps fromX = new Steps(Arrays.copyOf(extents, inner), Arrays.copyOf(stridesX, inner));
    Steps toY = new Steps(Arrays.copyOf(extents, inner), Arrays.copyOf(stridesY, inner));
    int stepX = stridesX[inner];
    int stepY = stridesY[inner];
    workers.ranges(
        fromX.count() * parts,
        Math.max(1, GRAIN / bytes / part),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int skip = i % parts * part;
            copyRun(
                startX + fromX.at(i / parts) + skip * stepX,
                stepX,
                startY + toY.at(i / parts) + skip * stepY,
                stepY,
                Math.min(part, length - skip));
          }
        });
  }

  /** Tiles of the plane of two axes, along the first of which x is contiguous. */
  private void transpose(Workers workers, int turned, int inner) {
    int[] outer = new int[inner - 1];
    int[] outerX = new int[inner - 1];
    int[] outerY = new int[inner - 1];
    for (int axis = 0, i = 0; axis < inner; axis++) {
      if (axis != turned) {
        outer[i] = extents[axis];
        outerX[i] = stridesX[axis];
        outerY[i++] = stridesY[axis];
      }
    }
    Steps fromX = new Steps(outer, outerX);
    Steps toY = new Steps(outer, outerY);
    int strips = (extents[turned] - 1) / TILE + 1;
    int stepX = stridesX[inner];
    int stepY = stridesY[inner];
    int rowY = stridesY[turned];
    workers.ranges(
        fromX.count() * strips,
        Math.max(1, GRAIN / bytes / TILE / extents[inner]),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int row = i % strips * TILE;
            int rowEnd = Math.min(extents[turned], row + TILE);
            int atX = startX + fromX.at(i / strips);
            int atY = startY + toY.at(i / strips);
            for (int column = 0; column < extents[inner]; column += TILE) {
              int width = Math.min(TILE, extents[inner] - column);
              for (int j = row; j < rowEnd; j++) {
                copyRun(
                    atX + j + column * stepX, stepX, atY + j * rowY + column * stepY, stepY, width);
              }
            }
          }
        });
  }

  private void copyRun(int fromX, int stepX, int toY, int stepY, int length) {
    if (stepX == 1 && stepY == 1 && length >= TILE) {
      MemorySegment.copy(x, (long) fromX * bytes, y, (long) toY * bytes, (long) length * bytes);
      return;
    }
    switch (bytes) {
      case 1 -> {
        for (int i = 0; i < length; i++) {
          y.set(JAVA_BYTE, toY + i * stepY, x.get(JAVA_BYTE, fromX + i * stepX));
        }
      }
      case 2 -> {
        for (int i = 0; i < length; i++) {
          y.setAtIndex(JAVA_SHORT, toY + i * stepY, x.getAtIndex(JAVA_SHORT, fromX + i * stepX));
        }
      }
      case 4 -> {
        for (int i = 0; i < length; i++) {
          y.setAtIndex(JAVA_INT, toY + i * stepY, x.getAtIndex(JAVA_INT, fromX + i * stepX));
        }
      }
      default -> {
        for (int i = 0; i < length; i++) {
          y.setAtIndex(JAVA_LONG, toY + i * stepY, x.getAtIndex(JAVA_LONG, fromX + i * stepX));
        }
      }
    }
  }
}
