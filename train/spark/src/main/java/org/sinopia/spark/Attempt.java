package org.sinopia.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sinopia.train.data.pairs.PairsManifest;

/**
 * One attempt at an item. Results are uploaded under names that belong to the attempt alone, then
 * renamed; the marker comes last. Another attempt at the same item, be it a retry or a speculative
 * copy, makes the same bytes, so it does not matter whose names win.
 */
final class Attempt {
  private final Plan plan;
  private final Item item;
  private final String own;

  /**
   * An attempt of a task.
   *
   * @param number unique among the attempts of a run
   */
  Attempt(Plan plan, Item item, long number) {
    this.plan = plan;
    this.item = item;
    this.own = plan.attempts(item) + "/" + number;
  }

  /**
   * The result of an attempt.
   *
   * @param json what the command printed
   * @param copySeconds that copies to this machine took
   * @param seconds that the command took
   */
  record Made(String json, double copySeconds, double seconds) {}

  /** Makes results. */
  @FunctionalInterface
  interface Work {
    /**
     * Works.
     *
     * @param folder on this machine, empty; results go to its folder {@code out}
     */
    Made make(Path folder) throws IOException;
  }

  /**
   * Works and stores what was made. A failure leaves nothing; the end of the JVM, and want of
   * memory before it, leave a file that tells of an attempt that never ended.
   */
  Outcome run(Work work) throws IOException {
    plan.storage().write("", own + "/begun", own + "/begin");
    Path folder = Workplace.forAttempt();
    boolean ended = false;
    try {
      Path results = Files.createDirectory(folder.resolve("out"));
      Made made = work.make(folder);
      String json = made.json();
      if (plan.line().table()) {
        json = AreaTable.write(results, item.name(), json, plan.line().format());
      }
      long began = System.nanoTime();
      List<Outcome.Written> written = upload(results);
      for (Outcome.Written file : written) {
        plan.storage().rename(own + "/out/" + file.name(), plan.out() + "/" + file.name());
      }
      double copied = made.copySeconds() + (System.nanoTime() - began) * 1e-9;
      Outcome outcome =
          new Outcome(
              item.name(),
              item.uri(),
              Outcome.State.DONE,
              json,
              written,
              "",
              made.seconds(),
              copied);
      Markers.write(plan, item, outcome, own + "/marker");
      ended = true;
      return outcome;
    } catch (IOException | RuntimeException e) {
      ended = true;
      throw e;
    } finally {
      Workplace.delete(folder);
      if (ended) {
        plan.storage().delete(own);
      }
    }
  }

  private List<Outcome.Written> upload(Path results) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(results)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<Outcome.Written> written = new ArrayList<>();
    for (Path file : files) {
      String name = results.relativize(file).toString();
      // The list of one pair; that of all is written at the end.
      if (plan.line().job() == Job.EMBED && name.equals(PairsManifest.FILE)) {
        continue;
      }
      plan.storage().upload(file, own + "/out/" + name);
      written.add(new Outcome.Written(name, Files.size(file)));
    }
    return written;
  }
}
