package org.sinopia.tensor.cpu.loops;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * A fixed pool that runs the pieces of one op on all its threads, the calling one included.
 *
 * <p>Threading: one op at a time has the pool; a second caller, and a piece that calls again, does
 * its pieces alone on its own thread. Which thread runs which piece is open, so pieces must not
 * depend on it; cut work by operand size, never by {@link #threads()}. Allocation: one small job
 * object per call.
 */
public final class Workers {
  /**
   * How long an idle worker looks for the next op before it sleeps: waking costs more than a small
   * op takes.
   */
  private static final int SPINS = 20_000;

  private final Thread[] threads;
  private final ReentrantLock owner = new ReentrantLock();
  private volatile Job job;

  public Workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads: " + count + ", expected at least 1");
    }
    threads = new Thread[count - 1];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.ofPlatform().daemon().name("sinopia-cpu-" + (i + 1)).start(this::work);
    }
  }

  /** How many threads compute, the calling one included. */
  public int threads() {
    return threads.length + 1;
  }

  /**
   * Calls {@code body} once for each piece 0 … pieces − 1, in any order, and returns when all are
   * done.
   */
  public void run(int pieces, IntConsumer body) {
    if (pieces <= 1 || threads.length == 0 || owner.isHeldByCurrentThread() || !owner.tryLock()) {
      for (int piece = 0; piece < pieces; piece++) {
        body.accept(piece);
      }
      return;
    }
    try {
      Job mine = new Job(pieces, body);
      job = mine;
      for (int i = 0; i < Math.min(threads.length, pieces - 1); i++) {
        LockSupport.unpark(threads[i]);
      }
      mine.help();
      mine.await();
      job = null;
      mine.rethrow();
    } finally {
      owner.unlock();
    }
  }

  /**
   * Cuts [0, count) into ranges of {@code grain} (the last may be shorter) and calls {@code body}
   * once for each.
   */
  public void ranges(int count, int grain, Range body) {
    int pieces = (int) (((long) count + grain - 1) / grain);
    run(pieces, piece -> body.accept(piece * grain, (int) Math.min(count, (piece + 1L) * grain)));
  }

  /** A range of indices, {@code from} inclusive to {@code to} exclusive. */
  @FunctionalInterface
  public interface Range {
    void accept(int from, int to);
  }

  private void work() {
    Job last = null;
    while (true) {
      Job current = job;
      for (int i = 0; i < SPINS && (current == null || current == last); i++) {
        Thread.onSpinWait();
        current = job;
      }
      if (current == null || current == last) {
        LockSupport.park(this);
      } else {
        current.help();
        last = current;
      }
    }
  }

  private static final class Job {
    private final int pieces;
    private final IntConsumer body;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Job(int pieces, IntConsumer body) {
      this.pieces = pieces;
      this.body = body;
    }

    void help() {
      for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
        try {
          body.accept(piece);
        } catch (Throwable t) {
          failure = t;
        }
        done.getAndIncrement();
      }
    }

    void await() {
      for (int i = 0; done.get() < pieces; i++) {
        if (i < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, 10_000);
        }
      }
    }

    void rethrow() {
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }
}
