package org.sinopia.tensor.cpu.encoder;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.random.PhotonSampler;

/** {@link Photons} pixel by pixel. The tables are copied once to where a draw is a plain load. */
final class PixelPhotons {
  private final Photons photons;
  private final MemorySegment kinds;
  private final MemorySegment numbers;
  private final int[][] tables;

  PixelPhotons(Photons photons) {
    this.photons = photons;
    this.kinds = photons.kinds().memory();
    this.numbers = photons.photons().memory();
    this.tables = new int[photons.tables().shape().extent(0)][photons.tableColumns()];
    for (int kind = 0; kind < tables.length; kind++) {
      long at = (long) kind * tables[kind].length * Integer.BYTES;
      MemorySegment table = photons.tables().memory();
      MemorySegment.copy(table, JAVA_INT, at, tables[kind], 0, tables[kind].length);
    }
  }

  /** Draws for one thread. */
  Drawing drawing() {
    return new Drawing();
  }

  /** Draws pixels one after another. */
  final class Drawing {
    private final PhotonSampler sampler = new PhotonSampler(photons.seed());
    private final int[] counts = new int[photons.tableColumns()];

    /** The counts of a pixel, at least as many as its table has columns, until the next call. */
    int[] of(int pixel) {
      Arrays.fill(counts, 0);
      int kind = kinds.getAtIndex(JAVA_INT, pixel);
      if (kind >= 0 && kind < tables.length) {
        sampler.draw(
            tables[kind],
            photons.stream(pixel),
            Math.max(0, numbers.getAtIndex(JAVA_INT, pixel)),
            counts);
      }
      return counts;
    }
  }
}
