package org.sinopia.train.cli.option;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sinopia.tensor.Device;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.cli.output.TrainingDisplay;
import org.sinopia.train.run.RunFolder;
import org.sinopia.train.run.TrainingRun;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A run of training: where it is kept, whether it goes on, what computes, how it is told. */
public final class RunOptions {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The run's folder: its configuration, metrics, snapshots and best model.")
  private Path out;

  @Option(
      names = "--config",
      paramLabel = "C.json",
      description = "Configuration; fields left out are the preset's.")
  private Path config;

  @Option(
      names = "--resume",
      description = "Go on with the run in the folder, from its last snapshot if there is one.")
  private boolean resume;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  public Path out() {
    return out;
  }

  public boolean resume() {
    return resume;
  }

  public Device device() {
    return device.device();
  }

  public boolean json() {
    return json;
  }

  public PrintWriter lines() {
    return spec.commandLine().getOut();
  }

  /**
   * The file of the configuration asked for, or, where nothing was asked for, that of the run which
   * goes on.
   *
   * @param changed whether other options ask for something
   */
  public Optional<Path> configuration(boolean changed) {
    Path earlier = out.resolve(RunFolder.CONFIG);
    boolean asked = config != null || changed;
    return resume && !asked && Files.exists(earlier)
        ? Optional.of(earlier)
        : Optional.ofNullable(config);
  }

  /** The progress display of the command. */
  public ProgressDisplay progress() {
    return new ProgressDisplay(spec.commandLine().getErr(), json);
  }

  /** Shows a run, see {@link TrainingDisplay}. */
  public TrainingDisplay display(String unit, int batch, String score, ProgressDisplay progress) {
    return new TrainingDisplay(unit, batch, score, progress, spec.commandLine().getErr());
  }

  /**
   * Prints how a run ended.
   *
   * @param field the best score's name in JSON
   * @param best the best score's format in the line that is printed otherwise
   */
  public void print(TrainingRun.Result result, String field, String best) {
    int epochs = result.progress().epoch();
    if (json) {
      Map<String, Object> trained = new LinkedHashMap<>();
      trained.put("run", out.toString());
      trained.put("epochs", epochs);
      trained.put("steps", result.progress().step());
      trained.put("stopped_early", result.stoppedEarly());
      trained.put(field, result.best());
      lines().println(Json.write(trained));
    } else {
      String early = result.stoppedEarly() ? ", stopped early" : "";
      lines().printf(Locale.ROOT, "%s: %d epochs%s, best ", out, epochs, early);
      lines().printf(Locale.ROOT, best + "%n", result.best());
    }
  }
}
