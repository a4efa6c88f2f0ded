package org.sinopia.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.sinopia.train.data.PairsManifest;
import picocli.CommandLine.ExitCode;

/**
 * One item done by one attempt of a task. Results are uploaded under names that belong to the
 * attempt alone, then renamed; the marker comes last. Another attempt at the same item, be it a
 * retry or a speculative copy, makes the same bytes, so it does not matter whose names win.
 */
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
      return attempt();
    } catch (IOException e) {
      if (task.attemptNumber() + 1 < plan.attempts() && !task.isInterrupted()) {
        throw e;
      }
      return Outcome.failed(item, String.valueOf(e.getMessage()).replaceAll("\\R+", " "));
    }
  }

  private Outcome attempt() throws IOException {
    String attempt = plan.attempts(item) + "/" + task.taskAttemptId();
    plan.storage().write("", attempt + "/begun", attempt + "/begin");
    Path folder = Workplace.forAttempt();
    try {
      long began = System.nanoTime();
      Single single = new Single(plan, item, folder);
      List<Path> staged = single.stage();
      long ready = System.nanoTime();
      Single.Said said = single.run(staged);
      long ended = System.nanoTime();
      if (said.status() == ExitCode.USAGE) {
        return Outcome.failed(item, said.message());
      }
      if (said.status() != ExitCode.OK) {
        throw new IOException(said.message());
      }
      if (plan.line().table()) {
        AreaTable.write(single.results(), item.name(), said.json(), plan.line().format());
      }
      List<Outcome.Written> written = upload(single.results(), attempt);
      Outcome outcome =
          new Outcome(
              item.name(),
              item.uri(),
              Outcome.State.DONE,
              said.json(),
              written,
              "",
              seconds(ready, ended),
              seconds(began, ready) + seconds(ended, System.nanoTime()));
      for (Outcome.Written file : written) {
        plan.storage().rename(attempt + "/out/" + file.name(), plan.out() + "/" + file.name());
      }
      Markers.write(plan, item, outcome, attempt + "/marker");
      return outcome;
    } finally {
      Workplace.delete(folder);
      plan.storage().delete(attempt);
    }
  }

  private List<Outcome.Written> upload(Path results, String attempt) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(results)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<Outcome.Written> written = new ArrayList<>();
    for (Path file : files) {
      String name = results.relativize(file).toString();
      if (plan.line().job() == Job.EMBED && name.equals(PairsManifest.FILE)) {
        continue;
      }
      plan.storage().upload(file, attempt + "/out/" + name);
      written.add(new Outcome.Written(name, Files.size(file)));
    }
    return written;
  }

  private static double seconds(long from, long to) {
    return (to - from) * 1e-9;
  }
}
