package org.sinopia.train.cli.output;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sinopia.train.TrainingState;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.run.EpochReport;
import org.sinopia.train.run.RunConfig;
import org.sinopia.train.run.RunListener;

/** Shows a training run: the loss, the validation score, speed and time left, and each epoch. */
public final class TrainingDisplay implements RunListener {
  private final String unit;
  private final int batch;
  private final String score;
  private final ProgressDisplay display;
  private final PrintWriter err;
  private ProgressDisplay.Task task;
  private int epochs;
  private String validated = "";

  /**
   * Shows nothing yet.
   *
   * @param unit what a batch consists of, in the plural
   * @param batch how many of them
   * @param score the validation metric shown
   * @param display where it is shown
   * @param err where warnings go
   */
  public TrainingDisplay(
      String unit, int batch, String score, ProgressDisplay display, PrintWriter err) {
    this.unit = unit;
    this.batch = batch;
    this.score = score;
    this.display = display;
    this.err = err;
  }

  @Override
  public void begins(RunConfig config, TrainingState from) {
    epochs = config.epochs();
    task = display.begin("Training", unit, from.step() * batch, config.steps() * batch);
  }

  @Override
  public void stepped(long step, double learningRate, TrainingStep.Outcome outcome) {
    task.step(batch);
    task.note(String.format(Locale.ROOT, "train loss %.4g%s", outcome.loss(), validated));
  }

  @Override
  public void validated(EpochReport report) {
    validated =
        String.format(Locale.ROOT, ", validation %s %.4g", score, report.validation().get(score));
    display.epoch(
        String.format(
            Locale.ROOT,
            "epoch %d of %d: train loss %.4g, %s%s",
            report.epoch(),
            epochs,
            report.train().get("loss"),
            report.validation().entrySet().stream()
                .map(TrainingDisplay::metric)
                .collect(Collectors.joining(", ")),
            report.best() ? ", the best so far" : ""));
  }

  private static String metric(Map.Entry<String, Double> metric) {
    return String.format(Locale.ROOT, "validation %s %.4g", metric.getKey(), metric.getValue());
  }

  @Override
  public void warned(String line) {
    err.println("sinopia: " + line);
  }

  @Override
  public void close() {
    if (task != null) {
      task.close();
    }
  }
}
