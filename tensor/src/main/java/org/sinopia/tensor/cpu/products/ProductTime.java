package org.sinopia.tensor.cpu.products;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long threads have been inside matrix products: those that an op is, with all that belongs to
 * it, and those that an op is made of, without what the op does besides. Counted only while
 * somebody watches; else a product costs one look at whether anybody does.
 *
 * <p>Threading: one sum for all threads of the process, exact once their work is done.
 */
public final class ProductTime {
  private static final AtomicInteger WATCHERS = new AtomicInteger();
  private static final LongAdder NANOS = new LongAdder();

  private ProductTime() {}

  public static void watch() {
    WATCHERS.getAndIncrement();
  }

  /** Ends what one call of {@link #watch} began. */
  public static void unwatch() {
    WATCHERS.getAndDecrement();
  }

  /** Nanoseconds of all threads together. */
  public static long sum() {
    return NANOS.sum();
  }

  /** When the calling thread entered a product; 0 if nobody watches. */
  public static long start() {
    return WATCHERS.get() == 0 ? 0 : System.nanoTime();
  }

  /** The calling thread has left the product that it entered at {@code start}. */
  public static void stop(long start) {
    stop(start, 1);
  }

  /** Records that {@code threads} threads have left it. */
  static void stop(long start, int threads) {
    if (start != 0) {
      NANOS.add(threads * (System.nanoTime() - start));
    }
  }
}
