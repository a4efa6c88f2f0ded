package org.sinopia.tensor.cpu.loops;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;

/**
 * A bias [d] repeated over its own end for the length of a tile, so that the biases of any tile of
 * elements [… , d] lie in a row.
 */
public final class BiasRow {
  /** −0, the one number that changes nothing when added. */
  private static final MemorySegment NOTHING = nothing();

  private final MemorySegment row;
  private final int period;

  /** No bias. */
  public static final BiasRow NONE = new BiasRow(null, 0);

  /**
   * The row for a bias.
   *
   * @param bias [d], or null for one that changes nothing
   * @param slot of the calling thread's scratch memory
   */
  public BiasRow(Tensor bias, int slot) {
    if (bias == null) {
      this.row = NOTHING;
      this.period = 1;
    } else {
      int d = bias.elements();
      MemorySegment repeated = Scratch.bytes(slot, (long) (d + Tiles.SIZE) * Float.BYTES);
      int size;
      for (int done = 0; done < d + Tiles.SIZE; done += size) {
        size = Math.min(d, d + Tiles.SIZE - done);
        MemorySegment.copy(
            bias.memory(), 0, repeated, (long) done * Float.BYTES, (long) size * Float.BYTES);
      }
      this.row = repeated;
      this.period = d;
    }
  }

  /** The biases of the elements from {@code from}, for at most a tile. */
  public long at(int from) {
    return FloatVectors.at(row, from % period, Tiles.SIZE);
  }

  private static MemorySegment nothing() {
    MemorySegment row = Arena.global().allocate(JAVA_FLOAT, Tiles.SIZE);
    for (int i = 0; i < Tiles.SIZE; i++) {
      row.setAtIndex(JAVA_FLOAT, i, -0f);
    }
    return row;
  }
}
