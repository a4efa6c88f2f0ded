package org.sinopia.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;

/** An item as a task does it: what is done already is found, what fails is tried again. */
final class ItemTask {
  /** Attempts that ended without a word, after which an item is given up. */
  private static final int DEATHS = 3;

  private final Plan plan;
  private final Item item;
  private final TaskContext task;

  ItemTask(Plan plan, Item item, TaskContext task) {
    this.plan = plan;
    this.item = item;
    this.task = task;
  }

  /**
   * Does what is still to be done.
   *
   * @throws IOException if it failed in a way that may not repeat, and Spark will try again
   */
  Outcome run() throws IOException {
    try {
      Optional<Outcome> done = Markers.find(plan, item);
      if (done.isPresent()) {
        return done.get();
      }
      if (plan.storage().list(plan.attempts(item)).size() >= DEATHS) {
        return Outcome.failed(
            item,
            "%d tasks ended while they worked on it, perhaps for want of memory".formatted(DEATHS));
      }
      return new Attempt(plan, item, task.taskAttemptId()).run(this::single);
    } catch (Single.BadInputException e) {
      return failed(e);
    } catch (IOException | RuntimeException e) {
      if (task.attemptNumber() + 1 < plan.attempts() || task.isInterrupted()) {
        throw e;
      }
      return failed(e);
    }
  }

  private Outcome failed(Exception e) {
    return Outcome.failed(
        item, String.valueOf(e.getMessage() == null ? e : e.getMessage()).replaceAll("\\R+", " "));
  }

  private Attempt.Made single(Path folder) throws IOException {
    long began = System.nanoTime();
    Single single = new Single(plan, item, folder);
    List<Path> staged = single.stage();
    long ready = System.nanoTime();
    String json = single.run(staged);
    long ended = System.nanoTime();
    return new Attempt.Made(json, (ready - began) * 1e-9, (ended - ready) * 1e-9);
  }
}
