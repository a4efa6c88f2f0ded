package org.sinopia.train.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Batches drawn ahead of time by another thread, in order of their numbers. The batches are buffers
 * that are filled again and again, so that drawing allocates nothing.
 *
 * @param <B> a buffer for a batch
 */
public final class Prefetch<B> implements AutoCloseable {
  private final BlockingQueue<B> free;
  private final BlockingQueue<Drawn<B>> queue;
  private final Thread thread;
  private B taken;

  /**
   * Where batches come from.
   *
   * @param <B> a buffer for a batch
   */
  @FunctionalInterface
  public interface Source<B> {
    /**
     * Overwrites a buffer with the batch of a number, a function of that alone; one thread calls.
     */
    void draw(long number, B into) throws IOException;
  }

  private sealed interface Drawn<B> {}

  private record Batch<B>(B value) implements Drawn<B> {}

  private record Failure<B>(Exception cause) implements Drawn<B> {}

  /**
   * Begins to draw.
   *
   * @param buffers makes a buffer; called {@code ahead + 2} times, here
   * @param first number drawn
   * @param end end of the range of numbers, exclusive
   * @param ahead how many batches wait at most, at least 1
   */
  public Prefetch(Supplier<B> buffers, Source<B> source, long first, long end, int ahead) {
    queue = new ArrayBlockingQueue<>(ahead);
    // Besides those that wait, one is being filled and one is with the caller of next.
    free = new ArrayBlockingQueue<>(ahead + 2);
    for (int i = 0; i < ahead + 2; i++) {
      free.add(buffers.get());
    }
    thread = Thread.ofPlatform().daemon().name("batches").start(() -> draw(source, first, end));
  }

  private void draw(Source<B> source, long first, long end) {
    try {
      for (long number = first; number < end; number++) {
        Drawn<B> drawn;
        try {
          B buffer = free.take();
          source.draw(number, buffer);
          drawn = new Batch<>(buffer);
        } catch (IOException | RuntimeException e) {
          drawn = new Failure<>(e);
        }
        queue.put(drawn);
        if (drawn instanceof Failure) {
          return;
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread, and then nobody waits for a batch.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next batch, called no more often than there are numbers. It is valid until the next call.
   *
   * @throws IOException what the source threw, or if this thread is interrupted
   */
  public B next() throws IOException {
    if (taken != null) {
      free.add(taken);
      taken = null;
    }
    try {
      return switch (queue.take()) {
        case Batch<B>(B value) -> {
          taken = value;
          yield value;
        }
        case Failure<B>(Exception cause) when cause instanceof IOException e -> throw e;
        case Failure<B>(Exception cause) when cause instanceof RuntimeException e -> throw e;
        case Failure<B>(Exception cause) -> throw new AssertionError(cause);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("interrupted while waiting for a batch").initCause(e);
    }
  }

  /** Stops drawing and waits until the source is let go of. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
