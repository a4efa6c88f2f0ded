package org.sinopia.train.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.sinopia.train.view.reading.Pass;

/** The stages of work on a scan, for people. Thread-safe. */
final class Stages {
  private final SequencedMap<String, Stage> stages = new LinkedHashMap<>();

  /**
   * A piece of work.
   *
   * @param title what people call it
   * @param share how much is done, 0 to 1
   * @param state waiting, running, done, cancelled or failed
   * @param problem why it failed; empty if it did not
   */
  record Stage(String title, double share, String state, String problem) {}

  synchronized void set(String title, double share) {
    stages.put(title, new Stage(title, share, share < 1 ? "running" : "done", ""));
  }

  synchronized void fail(String title, String problem) {
    stages.put(title, new Stage(title, 1, "failed", problem));
  }

  synchronized void skip(String title, String why) {
    stages.put(title, new Stage(title, 1, "cancelled", why));
  }

  synchronized void watch(Pass pass) {
    stages.put(
        pass.title(),
        new Stage(
            pass.title(),
            pass.progress(),
            pass.state().name().toLowerCase(Locale.ROOT),
            pass.problem().orElse("")));
  }

  synchronized List<Stage> all() {
    return new ArrayList<>(stages.values());
  }
}
