package org.sinopia.spark;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * The summary of a run; also the JSON of {@code _sinopia/JOB/summary.json}.
 *
 * @param job the command
 * @param out where the results are
 * @param done items done by this run
 * @param found items that an earlier run had done
 * @param failed items that failed
 * @param seconds of the run, the start of Spark not counted
 * @param taskSeconds of this run's commands on all machines
 * @param copySeconds of copies to and from these machines
 * @param writtenBytes of this run's results
 * @param failures what failed, and why
 */
record Summary(
    String job,
    String out,
    long done,
    long found,
    long failed,
    double seconds,
    double taskSeconds,
    double copySeconds,
    long writtenBytes,
    List<Failure> failures) {
  /** The most failures that are printed; the file has all. */
  private static final int PRINTED = 20;

  /**
   * An item that failed.
   *
   * @param input where it is
   * @param message why, in one line
   */
  record Failure(String input, String message) {}

  static Summary of(Plan plan, List<Outcome> outcomes, double seconds) {
    List<Outcome> own = outcomes.stream().filter(one -> one.state() == Outcome.State.DONE).toList();
    List<Failure> failures =
        outcomes.stream()
            .filter(one -> one.state() == Outcome.State.FAILED)
            .map(one -> new Failure(one.uri(), one.message()))
            .toList();
    return new Summary(
        plan.line().job().command(),
        plan.out(),
        own.size(),
        outcomes.size() - own.size() - failures.size(),
        failures.size(),
        seconds,
        own.stream().mapToDouble(Outcome::seconds).sum(),
        own.stream().mapToDouble(Outcome::copySeconds).sum(),
        own.stream().flatMap(one -> one.files().stream()).mapToLong(Outcome.Written::bytes).sum(),
        failures);
  }

  /** Keeps it beside the results. */
  void write(Plan plan) throws IOException {
    String json =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(this);
    String file = plan.kept() + "/summary.json";
    plan.storage().write(json + "\n", file, file + ".part");
  }

  /** Prints one line, and one for each failure. */
  void print(PrintWriter lines, PrintWriter errors) {
    lines.printf(
        Locale.ROOT,
        "%s: %d done in %.1f s, %d done before, %d failed%n",
        out,
        done,
        seconds,
        found,
        failed);
    for (Failure failure : failures.subList(0, Math.min(PRINTED, failures.size()))) {
      errors.printf("sinopia spark %s: %s: %s%n", job, failure.input(), failure.message());
    }
    if (failures.size() > PRINTED) {
      errors.printf(
          "sinopia spark %s: and %d more, see %s/_sinopia/%s/summary.json%n",
          job, failures.size() - PRINTED, out, job);
    }
  }
}
