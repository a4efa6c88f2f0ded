package org.sinopia.xrf.cube.store;

import java.util.BitSet;

/**
 * Which chunks of a dataset are known to be stored, and which never were: to ask the library takes
 * much longer than to read a bit. Safe from many threads at once.
 */
public final class StoredChunks {

  public static final int UNKNOWN = 0;
  public static final int STORED = 1;
  public static final int ABSENT = 2;

  private final long[] chunk;
  private final long[] counts;
  private final boolean few;
  private final BitSet asked = new BitSet();
  private final BitSet stored = new BitSet();

  /**
   * For a dataset.
   *
   * @param sizes its sizes
   * @param chunk sizes of its chunks, each at least 1
   */
  public StoredChunks(long[] sizes, long[] chunk) {
    this.chunk = chunk.clone();
    this.counts = new long[sizes.length];
    double all = 1;
    for (int d = 0; d < sizes.length; d++) {
      counts[d] = Math.max(1, Math.ceilDiv(sizes[d], chunk[d]));
      all *= counts[d];
    }
    this.few = all < Integer.MAX_VALUE;
  }

  private int index(long[] first) {
    long index = 0;
    for (int d = 0; d < chunk.length; d++) {
      index = index * counts[d] + first[d] / chunk[d];
    }
    return (int) index;
  }

  /** The state of the chunk whose first sample has an index. */
  public synchronized int state(long[] first) {
    if (!few || !asked.get(index(first))) {
      return UNKNOWN;
    }
    return stored.get(index(first)) ? STORED : ABSENT;
  }

  /** Notes what the library said. */
  public synchronized void note(long[] first, boolean isStored) {
    if (few) {
      stored.set(index(first), isStored);
      asked.set(index(first));
    }
  }
}
