package org.sinopia.tensor.cpu.loops;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.nativeOrder;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies elements of any type between two memories that are walked along the same axes, each with
 * its own strides: the common part of permuting, expanding, slicing, concatenating and padding.
 *
 * <p>Axes of extent 1 are dropped and neighbours that both sides walk as one become one. The rest
 * is copied run by run, or, where the two sides' innermost axes differ and neither is short, in
 * square tiles that both sides can keep in cache.
 */
public final class StridedCopy {
  /** Bytes per piece of work. */
  private static final int GRAIN = 1 << 17;

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /** The side of a tile: at least a cache line of floats. */
  private static final int TILE = Math.max(16, INTS.length());

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
  public StridedCopy(
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

  public void run(Workers workers) {
    int inner = rank - 1;
    int turned = -1;
    for (int axis = 0; axis < inner; axis++) {
      turned = stridesX[axis] == 1 ? axis : turned;
    }
    if (turned >= 0 && stridesX[inner] > 1) {
      if (Math.min(extents[turned], extents[inner]) >= TILE) {
        transpose(workers, turned, inner);
        return;
      }
      if (extents[turned] > extents[inner]) {
        swap(extents, turned, inner);
        swap(stridesX, turned, inner);
        swap(stridesY, turned, inner);
      }
    }
    runs(workers, inner);
  }

  private static void swap(int[] values, int i, int j) {
    int value = values[i];
    values[i] = values[j];
    values[j] = value;
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
          int[] tile = bytes == Integer.BYTES && stepY == 1 ? new int[2 * TILE * TILE] : null;
          for (int i = from; i < to; i++) {
            int row = i % strips * TILE;
            int rowEnd = Math.min(extents[turned], row + TILE);
            int atX = startX + fromX.at(i / strips);
            int atY = startY + toY.at(i / strips);
            for (int column = 0; column < extents[inner]; column += TILE) {
              int width = Math.min(TILE, extents[inner] - column);
              if (tile != null && width == TILE && rowEnd - row == TILE) {
                copyTile(atX + row + column * stepX, stepX, atY + row * rowY + column, rowY, tile);
                continue;
              }
              for (int j = row; j < rowEnd; j++) {
                copyRun(
                    atX + j + column * stepX, stepX, atY + j * rowY + column * stepY, stepY, width);
              }
            }
          }
        });
  }

  /**
   * A full tile of four-byte elements, turned on the heap, where constant strides cost no bounds
   * checks; the memories see whole vectors only.
   */
  private void copyTile(int fromX, int stepX, int toY, int stepY, int[] tile) {
    for (int row = 0; row < TILE; row++) {
      for (int i = 0; i < TILE; i += INTS.length()) {
        long at = (fromX + (long) row * stepX + i) * Integer.BYTES;
        IntVector.fromMemorySegment(INTS, x, at, nativeOrder()).intoArray(tile, row * TILE + i);
      }
    }
    for (int row = 0; row < TILE; row++) {
      for (int i = 0; i < TILE; i++) {
        tile[TILE * TILE + row * TILE + i] = tile[i * TILE + row];
      }
    }
    for (int row = 0; row < TILE; row++) {
      for (int i = 0; i < TILE; i += INTS.length()) {
        long at = (toY + (long) row * stepY + i) * Integer.BYTES;
        IntVector.fromArray(INTS, tile, TILE * TILE + row * TILE + i)
            .intoMemorySegment(y, at, nativeOrder());
      }
    }
  }

  private void fill(int value, int toY, int length) {
    IntVector vector = IntVector.broadcast(INTS, value);
    int i = 0;
    for (; i <= length - INTS.length(); i += INTS.length()) {
      vector.intoMemorySegment(y, (toY + (long) i) * Integer.BYTES, nativeOrder());
    }
    for (; i < length; i++) {
      y.setAtIndex(JAVA_INT, toY + i, value);
    }
  }

  private void copyRun(int fromX, int stepX, int toY, int stepY, int length) {
    if (stepX == 1 && stepY == 1 && length >= TILE) {
      MemorySegment.copy(x, (long) fromX * bytes, y, (long) toY * bytes, (long) length * bytes);
      return;
    }
    if (stepX == 0 && stepY == 1 && bytes == Integer.BYTES && length >= TILE) {
      fill(x.getAtIndex(JAVA_INT, fromX), toY, length);
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
