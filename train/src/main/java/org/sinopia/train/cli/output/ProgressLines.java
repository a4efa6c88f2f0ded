package org.sinopia.train.cli.output;

import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides when a plain line of progress is due. A stage or an epoch is printed as soon as ten
 * seconds have passed since the line before it, and only the newest of them. If there is neither,
 * the status is printed every ten seconds in the first minute and every minute after that. Work of
 * less than ten seconds prints nothing.
 */
final class ProgressLines {
  private static final long GAP_NANOS = 10_000_000_000L;
  private static final long LONG_GAP_NANOS = 60_000_000_000L;

  private final LongSupplier nanoTime;
  private final long start;
  private long last;
  private String event;

  /**
   * Starts the clock.
   *
   * @param nanoTime the clock, in nanoseconds
   */
  ProgressLines(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.last = start;
  }

  /** A stage has begun or an epoch has ended. */
  synchronized void event(String line) {
    event = line;
  }

  /**
   * The line that is due now, if any.
   *
   * @param status how far the work has come, asked for if nothing happened
   */
  synchronized Optional<String> line(Supplier<String> status) {
    long now = nanoTime.getAsLong();
    boolean often = event != null || last - start < LONG_GAP_NANOS;
    if (now - last < (often ? GAP_NANOS : LONG_GAP_NANOS)) {
      return Optional.empty();
    }
    String line = event == null ? status.get() : event;
    last = now;
    event = null;
    return Optional.of(line);
  }

  /** A duration in words, such as "40 s", "3 min" or "2.5 h". */
  static String time(double seconds) {
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 100 * 60
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
