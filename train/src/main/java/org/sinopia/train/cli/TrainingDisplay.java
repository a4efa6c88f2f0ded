package org.sinopia.train.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sinopia.train.Progress;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.run.EpochReport;
import org.sinopia.train.run.RunConfig;
import org.sinopia.train.run.RunListener;

/**
 * How a training run goes, for whoever watches: on a terminal a bar with loss, score, speed and
 * time left; elsewhere a line for each epoch.
 */
final class TrainingDisplay implements RunListener {
  private final String unit;
  private final int batch;
  private final String score;
  private final boolean quiet;
  private final PrintWriter out;
  private final PrintWriter err;
  private org.sinopia.train.cli.Progress bar;
  private String best = "";

  /**
   * Shows nothing yet.
   *
   * @param unit what a batch consists of, in the plural
   * @param batch how many of them
   * @param score the metric shown
   * @param quiet whether only warnings are to be shown
   */
  TrainingDisplay(
      String unit, int batch, String score, boolean quiet, PrintWriter out, PrintWriter err) {
    this.unit = unit;
    this.batch = batch;
    this.score = score;
    this.quiet = quiet;
    this.out = out;
    this.err = err;
  }

  @Override
  public void begins(RunConfig config, Progress from) {
    bar =
        org.sinopia.train.cli.Progress.of(
            "Training", unit, from.step() * batch, config.steps() * batch, quiet);
  }

  @Override
  public void stepped(long step, double learningRate, TrainingStep.Outcome outcome) {
    bar.step(batch);
    bar.say(String.format(Locale.ROOT, " loss %.4g%s", outcome.loss(), best));
  }

  @Override
  public void validated(EpochReport report) {
    best = String.format(Locale.ROOT, ", %s %.4g", score, report.validation().get(score));
    if (!quiet && !org.sinopia.train.cli.Progress.onTerminal()) {
      out.printf(
          Locale.ROOT,
          "epoch %d: loss %.4g, %s%s%n",
          report.epoch(),
          report.train().get("loss"),
          report.validation().entrySet().stream()
              .map(TrainingDisplay::metric)
              .collect(Collectors.joining(", ")),
          report.best() ? ", the best so far" : "");
    }
  }

  private static String metric(Map.Entry<String, Double> metric) {
    return String.format(Locale.ROOT, "%s %.4g", metric.getKey(), metric.getValue());
  }

  @Override
  public void warned(String line) {
    err.println("sinopia: " + line);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
