package org.sinopia.train.cli;

import java.io.Console;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** How far long work has come: a bar on a terminal, and nothing where there is none. */
final class Progress implements AutoCloseable {
  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Begins.
   *
   * @param task what is done, in a word or two
   * @param steps how many steps it takes
   * @param quiet whether nothing is to be shown even on a terminal
   */
  static Progress of(String task, long steps, boolean quiet) {
    return quiet || !onTerminal() ? new Progress(null) : new Progress(bar(task, steps).build());
  }

  /**
   * Begins what is measured by its speed.
   *
   * @param unit what is counted, in the plural
   * @param done how many are done already
   */
  static Progress of(String task, String unit, long done, long all, boolean quiet) {
    if (quiet || !onTerminal()) {
      return new Progress(null);
    }
    return new Progress(
        bar(task, all)
            .setUnit(" " + unit, 1)
            .showSpeed(new DecimalFormat("0.0"))
            .startsFrom(done, Duration.ZERO)
            .build());
  }

  private static ProgressBarBuilder bar(String task, long steps) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(steps)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(System.err));
  }

  /** Whether there is a terminal to draw on. */
  static boolean onTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** More steps are done. Safe from any thread. */
  void step(long steps) {
    if (bar != null) {
      bar.stepBy(steps);
    }
  }

  /** Shows a word or two behind the bar. */
  void say(String words) {
    if (bar != null) {
      bar.setExtraMessage(words);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
