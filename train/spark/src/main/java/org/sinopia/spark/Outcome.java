package org.sinopia.spark;

import java.io.Serializable;
import java.util.List;

/**
 * The outcome of an item.
 *
 * @param name of the item
 * @param uri where it is
 * @param state whether and when it was done
 * @param json what the command printed, as JSON; empty if it failed
 * @param files names of what was written, relative to the output folder
 * @param message why it failed, in one line; empty if it did not
 * @param seconds that the command took, copies not counted
 * @param copySeconds that copies to and from this machine took
 */
record Outcome(
    String name,
    String uri,
    State state,
    String json,
    List<Written> files,
    String message,
    double seconds,
    double copySeconds)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether and when it was done. */
  enum State {
    /** By this run. */
    DONE,
    /** By an earlier run. */
    FOUND,
    /** Not. */
    FAILED
  }

  /**
   * A file that was written.
   *
   * @param name relative to the output folder
   * @param bytes its size
   */
  record Written(String name, long bytes) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The part that the summary needs; the driver need not hold the output of a hundred thousand
   * commands.
   */
  Outcome brief() {
    long bytes = files.stream().mapToLong(Written::bytes).sum();
    return new Outcome(
        name, uri, state, "", List.of(new Written("", bytes)), message, seconds, copySeconds);
  }

  /** The outcome of an item that failed. */
  static Outcome failed(Item item, String message) {
    return new Outcome(item.name(), item.uri(), State.FAILED, "", List.of(), message, 0, 0);
  }
}
