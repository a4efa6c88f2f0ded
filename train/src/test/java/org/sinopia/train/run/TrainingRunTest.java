package org.sinopia.train.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.NonFiniteException;
import org.sinopia.tensor.UnavailableDeviceException;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.MetricDirection;
import org.sinopia.train.ReduceLrOnPlateau;
import org.sinopia.train.TrainingState;
import org.sinopia.train.TrainingStep;

class TrainingRunTest {
  private static final int STEPS = (int) TinyTask.CONFIG.steps();

  @TempDir Path root;

  /** Stands for a process that dies. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Dies right after a step, or, before that, as an epoch is reported and its snapshot not saved.
   */
  private record Killer(long step, int epoch) implements RunListener {
    @Override
    public void stepped(long made, double learningRate, TrainingStep.Outcome outcome) {
      if (made == step) {
        throw new Killed();
      }
    }

    @Override
    public void validated(EpochReport report) {
      if (report.epoch() == epoch) {
        throw new Killed();
      }
    }
  }

  private static TrainingRun.Result run(
      Path folder, boolean resume, TinyTask trainee, RunConfig config, RunListener... listeners)
      throws IOException {
    try (TrainingRun<float[]> run =
        new TrainingRun<>(folder, resume, trainee, config, trainee.device(), List.of(listeners))) {
      return run.run();
    }
  }

  /** All that a run leaves but times: names and contents. */
  private static List<String> left(Path folder) throws IOException {
    List<String> left = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file :
          all.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList()) {
        String name = folder.relativize(file).toString();
        String content = Files.readString(file, ISO_8859_1);
        left.add(
            switch (name) {
              case "metrics.jsonl" -> content.replaceAll("\"seconds\":[^}]*", "");
              case ".lock" -> "";
              case "events.out.tfevents.0.sinopia" -> "";
              default -> name + ": " + content.hashCode();
            });
      }
    }
    return left;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pictures", "spectra"})
  void killedAnywhereItEndsAsIfNeverStopped(String kind) throws IOException {
    Path whole = root.resolve("whole");
    TrainingRun.Result expected =
        run(whole, false, TinyTask.of(kind, Device.cpu()), TinyTask.CONFIG);
    List<Killer> killers = new ArrayList<>();
    for (int i = 0; i < STEPS; i += 2) {
      killers.add(new Killer(i, i == 6 ? 2 : -1));
    }
    Path stopped = root.resolve("stopped");
    for (Killer killer : killers) {
      assertThrows(
          Killed.class,
          () -> run(stopped, true, TinyTask.of(kind, Device.cpu()), TinyTask.CONFIG, killer));
    }
    TrainingRun.Result result =
        run(stopped, true, TinyTask.of(kind, Device.cpu()), TinyTask.CONFIG);
    assertEquals(expected, result);
    assertEquals(left(whole), left(stopped));
  }

  /** Steps there are first plain, then recorded, then replayed, from the start in each epoch. */
  @ParameterizedTest
  @ValueSource(strings = {"pictures", "spectra"})
  void killedOnADeviceThatRecordsItEndsAsIfNeverStopped(String kind) throws IOException {
    Device device = recordingDevice();
    Path whole = root.resolve("whole");
    TrainingRun.Result expected = run(whole, false, TinyTask.of(kind, device), TinyTask.CONFIG);
    Path stopped = root.resolve("stopped");
    assertThrows(
        Killed.class,
        () -> run(stopped, false, TinyTask.of(kind, device), TinyTask.CONFIG, new Killer(4, -1)));
    assertEquals(expected, run(stopped, true, TinyTask.of(kind, device), TinyTask.CONFIG));
    assertEquals(left(whole), left(stopped));
  }

  private static Device recordingDevice() {
    try {
      return Device.of("emulator");
    } catch (UnavailableDeviceException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  private TrainingRun.Result run(TinyTask trainee, RunConfig config, RunListener... listeners)
      throws IOException {
    return run(root.resolve("run"), false, trainee, config, listeners);
  }

  @Test
  void epochsBeginAndAreJudgedInEvaluationModeAndNoBatchIsLeftOut() throws IOException {
    TinyTask trainee = TinyTask.of("spectra", Device.cpu());
    run(trainee, TinyTask.CONFIG);
    List<String> batches = trainee.calls.stream().filter(c -> c.startsWith("batch")).toList();
    List<String> others = trainee.calls.stream().filter(c -> !c.startsWith("batch")).toList();
    List<String> expected = new ArrayList<>();
    List<String> judged = new ArrayList<>();
    for (int epoch = 0; epoch < 4; epoch++) {
      judged.addAll(List.of("begin " + epoch, "validate " + epoch));
      for (int i = 0; i < 3; i++) {
        expected.add("batch " + epoch + " " + i);
      }
    }
    assertEquals(expected, batches);
    assertEquals(judged, others);
  }

  private static RunConfig with(int epochs, ReduceLrOnPlateau plateau, EarlyStopping stopping) {
    RunConfig c = TinyTask.CONFIG;
    return new RunConfig(
        epochs, 3, 0, c.optimiser(), c.warmUp(), c.coolDown(), plateau, stopping, c.seed());
  }

  /** No score is lower by the factor 1 − 0.999 than the first, so nothing ever improves. */
  @Test
  void withoutImprovementTheRateFallsAndTheRunStops() throws IOException {
    RunConfig config =
        with(
            50,
            new ReduceLrOnPlateau(MetricDirection.MINIMISE, 0.5, 1, 0.999, 0, 0),
            new EarlyStopping(MetricDirection.MINIMISE, 4, 0.999));
    List<Double> rates = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void validated(EpochReport report) {
            rates.add(report.learningRate());
          }
        };
    TinyTask trainee = TinyTask.of("spectra", Device.cpu(), config);
    TrainingRun.Result result = run(trainee, config, listener);
    assertTrue(result.stoppedEarly());
    assertEquals(List.of(0.01, 0.01, 0.01, 0.005, 0.005), rates);
    assertEquals(5, result.progress().epoch());
    TrainingRun.Result again =
        run(root.resolve("run"), true, TinyTask.of("spectra", Device.cpu(), config), config);
    assertEquals(result, again);
  }

  @Test
  void theWarmUpRisesStepByStep() throws IOException {
    List<Double> rates = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void stepped(long step, double rate, TrainingStep.Outcome outcome) {
            rates.add(rate);
          }
        };
    RunConfig config = with(2, TinyTask.CONFIG.plateau(), TinyTask.CONFIG.stopping());
    run(TinyTask.of("spectra", Device.cpu(), config), config, listener);
    double rate = 1e-2;
    assertArrayEquals(
        new double[] {rate / 3, rate * 2 / 3, rate, rate, rate, rate},
        rates.stream().mapToDouble(r -> r).toArray(),
        1e-17);
  }

  /** The folder model is what validation saw at the best epoch: the averaged weights of then. */
  @Test
  void theBestModelIsTheOneOfTheBestEpoch() throws IOException {
    List<byte[]> weights = new ArrayList<>();
    List<EpochReport> reports = new ArrayList<>();
    Path file = root.resolve("run").resolve("model").resolve("weights.safetensors");
    RunListener listener =
        new RunListener() {
          @Override
          public void validated(EpochReport report) throws IOException {
            reports.add(report);
            weights.add(Files.readAllBytes(file));
          }
        };
    run(TinyTask.of("pictures", Device.cpu()), TinyTask.CONFIG, listener);
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < reports.size(); i++) {
      double score = reports.get(i).validation().get("noise");
      assertEquals(score < best, reports.get(i).best());
      if (i > 0) {
        assertEquals(reports.get(i).best(), !Arrays.equals(weights.get(i - 1), weights.get(i)));
      }
      best = Math.min(best, score);
    }
    assertTrue(reports.getFirst().best());
  }

  @Test
  void whatIsNotFiniteStopsTheRunAndTheLastGoodSnapshotIsNamed() throws IOException {
    TinyTask trainee = TinyTask.of("pictures", Device.cpu());
    trainee.poisoned = 2;
    NonFiniteException e =
        assertThrows(NonFiniteException.class, () -> run(trainee, TinyTask.CONFIG));
    assertTrue(e.getMessage().startsWith("step 6: the loss is NaN: "), e.getMessage());
    assertTrue(
        e.getMessage().endsWith("; the last good snapshot is " + snapshot(6)), e.getMessage());
    TrainingRun.Result healed =
        run(root.resolve("run"), true, TinyTask.of("pictures", Device.cpu()), TinyTask.CONFIG);
    assertEquals(STEPS, healed.progress().step());
  }

  private Path snapshot(int step) {
    return root.resolve("run").resolve("snapshots").resolve("step-%09d".formatted(step));
  }

  /** One flipped bit in the last snapshot: the one before it is used, and nothing else changes. */
  @ParameterizedTest
  @CsvSource({"state.safetensors", "loop.json"})
  void aDamagedSnapshotIsNamedAndTheOneBeforeUsed(String name) throws IOException {
    Path whole = root.resolve("whole");
    run(whole, false, TinyTask.of("spectra", Device.cpu()), TinyTask.CONFIG);
    assertThrows(
        Killed.class,
        () -> run(TinyTask.of("spectra", Device.cpu()), TinyTask.CONFIG, new Killer(9, -1)));
    Path damaged = snapshot(9).resolve(name);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    List<String> warnings = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void begins(RunConfig config, TrainingState from) {
            steps.add(from.step());
          }

          @Override
          public void warned(String line) {
            warnings.add(line);
          }
        };
    Path folder = root.resolve("run");
    run(folder, true, TinyTask.of("spectra", Device.cpu()), TinyTask.CONFIG, listener);
    assertEquals(List.of(8L), steps);
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().startsWith(damaged + ": SHA-256 is "), warnings.getFirst());
    List<String> left = left(folder);
    left.removeIf(file -> file.contains(".damaged"));
    assertEquals(left(whole), left);
  }

  @Test
  void aFolderWithARunIsNotWrittenOverAndOtherThingsAreNotResumed() throws IOException {
    Path folder = root.resolve("run");
    run(TinyTask.of("spectra", Device.cpu()), TinyTask.CONFIG);
    List<String> before = left(folder);
    assertEquals(
        folder + ": holds a run already; --resume goes on with it, or choose another folder",
        assertThrows(
                IllegalArgumentException.class,
                () -> run(TinyTask.of("spectra", Device.cpu()), TinyTask.CONFIG))
            .getMessage());
    assertEquals(
        folder.resolve("config.json")
            + ": is of a run that was asked for other things; choose another folder",
        assertThrows(
                IllegalArgumentException.class,
                () -> run(folder, true, TinyTask.of("pictures", Device.cpu()), TinyTask.CONFIG))
            .getMessage());
    assertEquals(before, left(folder));
  }

  @Test
  void twoRunsDoNotShareAFolder() {
    Path folder = root.resolve("run");
    RunListener listener =
        new RunListener() {
          @Override
          public void stepped(long step, double rate, TrainingStep.Outcome outcome)
              throws IOException {
            run(folder, true, TinyTask.of("spectra", Device.cpu()), TinyTask.CONFIG);
          }
        };
    assertEquals(
        folder + ": another process is training there",
        assertThrows(
                IllegalArgumentException.class,
                () -> run(TinyTask.of("spectra", Device.cpu()), TinyTask.CONFIG, listener))
            .getMessage());
  }
}
