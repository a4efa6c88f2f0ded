package org.sinopia.train.cli.output;

import java.io.Console;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Shows on standard error how far a command has come: a bar for each task if standard error is a
 * terminal, else a plain line from time to time, see {@link ProgressLines}. A command has one
 * display, so that many short tasks print no more lines than one long task. Safe from any thread.
 */
public final class ProgressDisplay implements AutoCloseable {
  private static final int REDRAW_MILLIS = 200;
  private static final int TICK_MILLIS = 1000;

  private final PrintWriter err;
  private final boolean terminal;
  private final boolean quiet;
  private final ProgressLines lines = new ProgressLines(System::nanoTime);
  private final Thread ticker;
  private volatile String stage = "";
  private volatile Optional<Task> current = Optional.empty();

  /**
   * Starts a display.
   *
   * @param err where it is shown
   * @param quiet if true, bars are not shown; lines are
   */
  public ProgressDisplay(PrintWriter err, boolean quiet) {
    this.err = err;
    this.quiet = quiet;
    this.terminal = onTerminal();
    this.ticker = Thread.ofPlatform().daemon().name("progress").unstarted(this::tick);
    if (!terminal) {
      ticker.start();
    }
  }

  /** True if standard error is a terminal. Only the launcher knows; Java can ask for stdout. */
  private static boolean onTerminal() {
    String known = System.getProperty("sinopia.terminal");
    return known == null
        ? Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        : Boolean.parseBoolean(known);
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        lines.line(this::status).ifPresent(err::println);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String status() {
    String task = current.map(Task::status).orElse("");
    return task.isEmpty() && stage.isEmpty() ? "working" : join(stage, task);
  }

  private static String join(String stage, String detail) {
    return stage.isEmpty() || detail.isEmpty() ? stage + detail : stage + ": " + detail;
  }

  /** Begins a stage of the command, such as "3/7 training the embedder". */
  public void stage(String name) {
    stage = name;
    line(name);
  }

  /** Says something that has happened. */
  public void line(String line) {
    if (!terminal) {
      lines.event(line);
    } else if (!quiet) {
      err.println(line);
    }
  }

  /** Says what an epoch came to; on a terminal the bar shows as much. */
  void epoch(String line) {
    if (!terminal) {
      lines.event(join(stage, line));
    }
  }

  /**
   * Begins a task.
   *
   * @param name what is done, in a word or two
   * @param steps how many steps it takes
   */
  public Task begin(String name, long steps) {
    return begin(name, 0, steps, terminal && !quiet ? bar(name, steps).build() : null);
  }

  /**
   * Begins a task whose speed is shown.
   *
   * @param unit what is counted, in the plural
   * @param done how many are done already
   */
  Task begin(String name, String unit, long done, long all) {
    ProgressBar bar =
        terminal && !quiet
            ? bar(name, all)
                .setUnit(" " + unit, 1)
                .showSpeed(new DecimalFormat("0.0"))
                .startsFrom(done, Duration.ZERO)
                .build()
            : null;
    return begin(name, done, all, bar);
  }

  private Task begin(String name, long done, long all, ProgressBar bar) {
    Task task = new Task(name, done, all, bar);
    current = Optional.of(task);
    return task;
  }

  private ProgressBarBuilder bar(String task, long steps) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(steps)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(System.err));
  }

  @Override
  public void close() {
    ticker.interrupt();
  }

  /** Part of a command's work, of known length. */
  public final class Task implements AutoCloseable {
    private final String name;
    private final long first;
    private final long all;
    private final ProgressBar bar;
    private final long start = System.nanoTime();
    private final AtomicLong done;
    private volatile String note = "";

    private Task(String name, long done, long all, ProgressBar bar) {
      this.name = name;
      this.first = done;
      this.all = all;
      this.bar = bar;
      this.done = new AtomicLong(done);
    }

    /** Counts more steps as done. */
    public void step(long steps) {
      done.addAndGet(steps);
      if (bar != null) {
        bar.stepBy(steps);
      }
    }

    /** Shows a few words after the bar or the percentage. */
    void note(String words) {
      note = words;
      if (bar != null) {
        bar.setExtraMessage(" " + words);
      }
    }

    private String status() {
      long now = done.get();
      StringBuilder status = new StringBuilder(name);
      status.append(String.format(Locale.ROOT, ": %.0f %%", 100.0 * now / Math.max(1, all)));
      if (now > first && now < all) {
        double seconds = (System.nanoTime() - start) * 1e-9 / (now - first) * (all - now);
        status.append(", about ").append(ProgressLines.time(seconds)).append(" left");
      }
      return note.isEmpty() ? status.toString() : status.append(", ").append(note).toString();
    }

    @Override
    public void close() {
      current = Optional.empty();
      if (bar != null) {
        bar.close();
      }
    }
  }
}
