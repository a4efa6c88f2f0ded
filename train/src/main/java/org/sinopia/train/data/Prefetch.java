package org.sinopia.train.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Batches drawn ahead of time by a thread of their own: what comes out is what the source gives for
 * number after number, only sooner.
 *
 * @param <B> a batch
 */
public final class Prefetch<B> implements AutoCloseable {
  private final BlockingQueue<Drawn<B>> queue;
  private final Thread thread;

  /**
   * Where batches come from.
   *
   * @param <B> a batch
   */
  @FunctionalInterface
  public interface Source<B> {
    /** The batch of a number, a function of that alone; called by one thread. */
    B draw(long number) throws IOException;
  }

  private sealed interface Drawn<B> {}

  private record Batch<B>(B value) implements Drawn<B> {}

  private record Failure<B>(Exception cause) implements Drawn<B> {}

  /**
   * Begins to draw.
   *
   * @param first number drawn
   * @param end the number that is not drawn any more
   * @param ahead how many batches wait at most, at least 1
   */
  public Prefetch(Source<B> source, long first, long end, int ahead) {
    queue = new ArrayBlockingQueue<>(ahead);
    thread = Thread.ofPlatform().daemon().name("batches").start(() -> draw(source, first, end));
  }

  private void draw(Source<B> source, long first, long end) {
    try {
      for (long number = first; number < end; number++) {
        Drawn<B> drawn;
        try {
          drawn = new Batch<>(source.draw(number));
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
   * The next batch, called no more often than there are numbers.
   *
   * @throws IOException what the source threw, or if this thread is interrupted
   */
  public B next() throws IOException {
    try {
      return switch (queue.take()) {
        case Batch<B>(B value) -> value;
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
