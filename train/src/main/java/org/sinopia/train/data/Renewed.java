package org.sinopia.train.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Things that are made again for each block of training, so that a network never sees one again and
 * cannot learn any by heart. While a block is in use, the next one is made on all cores.
 *
 * @param <T> what is made
 */
public final class Renewed<T> implements AutoCloseable {
  private final int count;
  private final Making<T> making;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private long now = -1;
  private List<T> current = List.of();
  private List<Future<T>> next = List.of();

  /** Makes one. */
  @FunctionalInterface
  public interface Making<T> {
    /** That of a number from 0, the same always; called on several threads. */
    T of(long number) throws IOException;
  }

  /**
   * Prepares blocks.
   *
   * @param what is made, for messages
   * @param count how many a block has, at least 1
   */
  public Renewed(String what, int count, Making<T> making) {
    if (count < 1) {
      throw new IllegalArgumentException(what + ": " + count + ", expected at least 1");
    }
    this.count = count;
    this.making = making;
  }

  /** All of a block: those numbered from {@code block · count} on. */
  public synchronized List<T> block(long block) throws IOException {
    if (block == now) {
      return current;
    }
    if (block != now + 1 || next.isEmpty()) {
      next.forEach(one -> one.cancel(true));
      next = begin(block);
    }
    List<T> made = new ArrayList<>();
    for (Future<T> one : next) {
      made.add(Made.get(one));
    }
    current = List.copyOf(made);
    now = block;
    next = begin(block + 1);
    return current;
  }

  private List<Future<T>> begin(long block) {
    List<Future<T>> begun = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long number = Math.addExact(Math.multiplyExact(block, (long) count), i);
      begun.add(workers.submit(() -> making.of(number)));
    }
    return begun;
  }

  /** Makes no more. */
  @Override
  public void close() {
    workers.shutdownNow();
    workers.close();
  }
}
