package org.sinopia.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;

/** The files that say what was done, one for each item: JSON of {@link Done}. */
final class Markers {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private Markers() {}

  /**
   * The content of a marker.
   *
   * @param run that did it
   * @param json what the command printed
   * @param files what was written
   * @param seconds that it took
   * @param copySeconds that copies took
   */
  record Done(
      String run, String json, List<Outcome.Written> files, double seconds, double copySeconds) {}

  /** The marker of an item, if all of its results are there. */
  static Optional<Outcome> find(Plan plan, Item item) throws IOException {
    String uri = plan.marker(item);
    if (!plan.storage().exists(uri)) {
      return Optional.empty();
    }
    Done done = JSON.readValue(plan.storage().read(uri), Done.class);
    for (Outcome.Written file : done.files()) {
      FileStatus status = plan.storage().status(plan.out() + "/" + file.name());
      if (status == null || status.getLen() != file.bytes()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Outcome(
            item.name(),
            item.uri(),
            done.run().equals(plan.run()) ? Outcome.State.DONE : Outcome.State.FOUND,
            done.json(),
            done.files(),
            "",
            done.seconds(),
            done.copySeconds()));
  }

  /** Notes that an item is done; the last step of an attempt. */
  static void write(Plan plan, Item item, Outcome outcome, String temporary) throws IOException {
    Done done =
        new Done(
            plan.run(), outcome.json(), outcome.files(), outcome.seconds(), outcome.copySeconds());
    plan.storage().write(JSON.writeValueAsString(done), plan.marker(item), temporary);
  }
}
