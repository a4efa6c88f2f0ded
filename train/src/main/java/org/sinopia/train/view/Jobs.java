package org.sinopia.train.view;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.train.view.reading.ScanSource;

/**
 * Passes that were asked for, each with an id, two at work at a time. One that nobody asks about
 * any more ends by itself; the results of old ones give way to new. Thread-safe.
 *
 * @param <T> what a job leaves
 */
final class Jobs<T> implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int QUEUE = 16;

  private final int kept;
  private final ScanSource source;
  private final SequencedMap<String, Job<T>> jobs = new LinkedHashMap<>();
  private final ExecutorService workers;

  /**
   * A job.
   *
   * @param pass how far it is
   * @param result what it leaves, growing as the pass goes on
   */
  record Job<T>(Pass pass, T result) {}

  /**
   * No jobs yet.
   *
   * @param source what is read
   * @param kept the most results that are kept
   */
  Jobs(ScanSource source, int kept) {
    this.source = source;
    this.kept = kept;
    this.workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(QUEUE),
            Thread.ofPlatform().daemon().name("view-job-", 0).factory());
  }

  /**
   * The job of an id, if it is known and did not end before its time; somebody is interested in it
   * now.
   */
  synchronized Optional<Job<T>> find(String id) {
    Job<T> job = jobs.get(id);
    if (job != null) {
      job.pass().interest().renew();
    }
    return Optional.ofNullable(job).filter(j -> j.pass().state() != Pass.State.CANCELLED);
  }

  /**
   * Begins a job; an older one of the same id is replaced.
   *
   * @throws BusyException if too many wait already
   */
  synchronized Job<T> start(String id, Pass pass, T result, Pass.Maker maker) {
    Job<T> job = new Job<>(pass, result);
    try {
      workers.execute(() -> pass.run(source, maker));
    } catch (RejectedExecutionException e) {
      throw new BusyException("too much is being computed, try again", e);
    }
    Job<T> old = jobs.remove(id);
    if (old != null) {
      old.pass().cancel();
    }
    jobs.putLast(id, job);
    while (jobs.size() > kept) {
      jobs.pollFirstEntry().getValue().pass().cancel();
    }
    return job;
  }

  /** Ends a job and forgets it. */
  synchronized void cancel(String id) {
    Job<T> job = jobs.remove(id);
    if (job != null) {
      job.pass().cancel();
    }
  }

  /** Ends all. */
  @Override
  public synchronized void close() {
    jobs.values().forEach(job -> job.pass().cancel());
    workers.shutdownNow();
  }
}
