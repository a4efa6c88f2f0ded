package org.sinopia.train.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final AtomicLong now = new AtomicLong(7);
  private final ProgressLines lines = new ProgressLines(now::get);

  /** Lines printed from now on, asked for once a second, each with the second it came at. */
  private List<String> printed(int seconds, Map<Integer, String> events) {
    List<String> printed = new ArrayList<>();
    for (int second = 1; second <= seconds; second++) {
      now.addAndGet(1_000_000_000L);
      if (events.containsKey(second)) {
        lines.event(events.get(second));
      }
      int at = second;
      lines.line(() -> "status").ifPresent(line -> printed.add(at + " " + line));
    }
    return printed;
  }

  @Test
  void shortWorkPrintsNothing() {
    assertEquals(List.of(), printed(9, Map.of(1, "stage 1", 3, "stage 2")));
  }

  @Test
  void ofEventsWithinTenSecondsTheNewestIsPrinted() {
    assertEquals(
        List.of("10 stage 2", "20 epoch 1", "30 status", "40 epoch 2"),
        printed(45, Map.of(1, "stage 1", 3, "stage 2", 12, "epoch 1", 31, "epoch 2")));
  }

  @Test
  void withoutEventsTheStatusIsPrintedFirstOftenThenEveryMinute() {
    assertEquals(
        List.of(
            "10 status",
            "20 status",
            "30 status",
            "40 status",
            "50 status",
            "60 status",
            "120 status",
            "180 status"),
        printed(200, Map.of()));
  }

  @Test
  void durationsAreInTheUnitThatSuits() {
    assertEquals(
        List.of("0 s", "99 s", "2 min", "90 min", "2.5 h"),
        List.of(0.4, 99.0, 110.0, 5400.0, 9000.0).stream().map(ProgressLines::time).toList());
  }
}
