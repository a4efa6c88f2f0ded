package org.sinopia.train.data.pairs;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.sinopia.xrf.RandomStream;

/**
 * Files of a folder in pass after pass: each pass shows every file once, in an order that differs
 * from pass to pass. Content is kept while there is memory for it.
 *
 * @param <T> what a file holds
 */
final class FolderPasses<T> {
  /** Orders come from these streams of a seed; single crops come from the ones below. */
  private static final long ORDERS = 1L << 62;

  /** A part of the heap, so that small folders are read once and large ones leave room. */
  static final long MEMORY = Runtime.getRuntime().maxMemory() / 4;

  private final int count;
  private final Reading<T> reading;
  private final ToLongFunction<T> bytes;
  private final long seed;
  private final long memory;
  private final ConcurrentMap<Integer, T> kept = new ConcurrentHashMap<>();
  private final AtomicLong keptBytes = new AtomicLong();

  /** The pass that {@link #order} is the order of, or −1. */
  private long pass = -1;

  private int[] order = {};

  /** Reads a file. */
  @FunctionalInterface
  interface Reading<T> {
    /** The content of the file with an index from 0; called on any thread. */
    T read(int index) throws IOException;
  }

  /**
   * Prepares; reads nothing yet.
   *
   * @param count files, at least 1
   * @param bytes of memory that the content of a file takes
   * @param seed of the orders
   * @param memory bytes of content that may be kept
   */
  FolderPasses(int count, Reading<T> reading, ToLongFunction<T> bytes, long seed, long memory) {
    this.count = count;
    this.reading = reading;
    this.bytes = bytes;
    this.seed = seed;
    this.memory = memory;
  }

  /** The index of the file that a sample is from. One thread at a time calls. */
  int index(long sample) {
    if (sample / count != pass) {
      pass = sample / count;
      order = shuffled();
    }
    return order[(int) (sample % count)];
  }

  /** Fisher and Yates. */
  private int[] shuffled() {
    int[] shuffled = IntStream.range(0, count).toArray();
    RandomStream random = new RandomStream(seed, ORDERS + pass, 0);
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.below(i + 1);
      int other = shuffled[j];
      shuffled[j] = shuffled[i];
      shuffled[i] = other;
    }
    return shuffled;
  }

  /** The content of a file; on any thread. */
  T content(int index) throws IOException {
    T known = kept.get(index);
    if (known != null) {
      return known;
    }
    T read = reading.read(index);
    long size = bytes.applyAsLong(read);
    if (keptBytes.addAndGet(size) > memory) {
      keptBytes.addAndGet(-size);
    } else if (kept.putIfAbsent(index, read) != null) {
      keptBytes.addAndGet(-size);
    }
    return read;
  }
}
