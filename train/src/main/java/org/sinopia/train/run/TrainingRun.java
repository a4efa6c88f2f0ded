package org.sinopia.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.nn.ConfigField;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.NonFiniteException;
import org.sinopia.tensor.Scope;
import org.sinopia.train.MovingAverage;
import org.sinopia.train.Snapshot;
import org.sinopia.train.Snapshots;
import org.sinopia.train.TrainingState;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.data.Prefetch;

/**
 * A training run, epoch after epoch: steps, validation, learning rate, early stopping, snapshots,
 * the best model, and those who are told of it. After any stop it goes on from its last snapshot
 * and ends with the same bits as if never stopped, in the weights and in {@code metrics.jsonl}, of
 * whose fields only {@code seconds} says anything of time.
 *
 * @param <B> a batch
 */
public final class TrainingRun<B> implements AutoCloseable {
  private static final String LOOP = "loop";
  private static final int AHEAD = 4;

  private final TrainingTask<B> trainee;
  private final RunConfig config;
  private final RunFolder folder;
  private final Snapshots snapshots;
  private final List<RunListener> listeners = new ArrayList<>();
  private final Scope memory;
  private final TrainingStep step;
  private TrainingState progress;
  private Loop loop = Loop.start(null);

  /**
   * The state of the loop itself.
   *
   * @param sums of what the steps of the epoch under way found, by name
   * @param best score, null before the first
   */
  private record Loop(SequencedMap<String, Double> sums, Double best) {
    private Loop {
      ConfigField.present("sums", sums);
      sums = new LinkedHashMap<>(sums);
    }

    private static Loop start(Double best) {
      return new Loop(new LinkedHashMap<>(), best);
    }
  }

  /**
   * How a run ended.
   *
   * @param progress where it stands
   * @param best score, null if none was a number
   * @param stoppedEarly whether it gave up before the last epoch
   */
  public record Result(TrainingState progress, Double best, boolean stoppedEarly) {}

  /**
   * Prepares a run, or one to go on with.
   *
   * @param path the run's folder, see {@link RunFolder}
   * @param resume whether to go on with a run that is in the folder, from its last whole snapshot
   *     if there is one
   * @param observers further listeners, beside the log files; the run closes them
   * @throws IllegalArgumentException if the folder is not fit for it; nothing is changed
   * @throws IOException if it cannot be read or written, or no snapshot fits the trainee
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public TrainingRun(
      Path path,
      boolean resume,
      TrainingTask<B> trainee,
      RunConfig config,
      Device device,
      List<RunListener> observers)
      throws IOException {
    this.trainee = trainee;
    this.config = config;
    this.folder = RunFolder.open(path, trainee.config(), resume);
    this.memory = Scope.open(device);
    this.step =
        new TrainingStep(
            trainee.model().allocate(memory, config.seed()), config.optimiser(), config.seed());
    listeners.addAll(observers);
    try {
      listeners.addFirst(new EventFile(folder.events()));
      listeners.addFirst(new MetricsLog(folder.metrics()));
      snapshots = new Snapshots(folder.snapshots(), config.plateau().goal(), this::warn);
      progress = TrainingState.start(config.seed(), config.optimiser().learningRate());
      Optional<Snapshot> last = snapshots.last();
      if (last.isPresent()) {
        restore(last.get());
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void warn(String line) {
    listeners.forEach(l -> l.warned(line));
  }

  private void restore(Snapshot snapshot) throws IOException {
    snapshot.restore(step.state());
    trainee.restore(snapshot);
    loop = snapshot.config(LOOP, Loop.start(null));
    progress = snapshot.progress();
  }

  /**
   * Trains to the end. Of a new run that fails before its first step, nothing is left.
   *
   * @throws NonFiniteException if a loss or gradient is not finite; the message names step, op and
   *     the snapshot that was saved last
   */
  public Result run() throws IOException {
    for (RunListener listener : listeners) {
      listener.begins(config, progress);
    }
    long first = progress.step();
    try (Scope host = Scope.open(Device.cpu());
        Prefetch<B> batches =
            new Prefetch<>(() -> trainee.buffer(host), this::fill, first, config.steps(), AHEAD)) {
      while (progress.epoch() < config.epochs() && !over()) {
        epoch(batches);
      }
    } catch (NonFiniteException e) {
      throw located(e);
    } catch (IOException | RuntimeException e) {
      if (progress.step() == 0) {
        folder.abandon();
      }
      throw e;
    }
    return new Result(progress, loop.best(), progress.epoch() < config.epochs());
  }

  private boolean over() {
    return config.stopping().over(progress.stopping());
  }

  private void fill(long number, B buffer) throws IOException {
    trainee.fill(
        buffer,
        Math.toIntExact(number / config.stepsPerEpoch()),
        (int) (number % config.stepsPerEpoch()));
  }

  private NonFiniteException located(NonFiniteException e) throws IOException {
    String kept =
        snapshots
            .last()
            .map(s -> "the last good snapshot is " + s.folder())
            .orElse("none is saved");
    NonFiniteException located = new NonFiniteException(e.getMessage() + "; " + kept);
    located.initCause(e);
    return located;
  }

  private void epoch(Prefetch<B> batches) throws IOException {
    long start = System.nanoTime();
    if (progress.batch() == 0) {
      trainee.model().eval();
      trainee.beginEpoch(progress.epoch());
    }
    trainee.model().train();
    while (progress.batch() < config.stepsPerEpoch()) {
      step(batches.next());
      boolean due =
          config.snapshotSteps() > 0
              && progress.step() % config.snapshotSteps() == 0
              && progress.batch() < config.stepsPerEpoch();
      if (due) {
        save();
      }
    }
    trainee.model().eval();
    EpochReport report = validate(start);
    for (RunListener listener : listeners) {
      listener.validated(report);
    }
    save();
  }

  private void step(B batch) throws IOException {
    double rate = progress.schedule().rate() * config.rateFactor(progress.step());
    TrainingStep.Outcome outcome = step.run(progress.step(), rate, trainee.objective(batch));
    SequencedMap<String, Double> sums = loop.sums();
    sums.merge("loss", outcome.loss(), Double::sum);
    outcome.terms().forEach((name, term) -> sums.merge(name, term, Double::sum));
    sums.merge("gradient_norm", outcome.gradientNorm(), Double::sum);
    for (RunListener listener : listeners) {
      listener.stepped(progress.step(), rate, outcome);
    }
    progress =
        new TrainingState(
            progress.seed(),
            progress.step() + 1,
            progress.epoch(),
            progress.batch() + 1,
            progress.schedule(),
            progress.stopping(),
            null);
  }

  private EpochReport validate(long start) throws IOException {
    int epoch = progress.epoch();
    TrainingTask.Validation validation;
    double score;
    boolean best;
    Optional<MovingAverage.Loan> loan = step.average().map(MovingAverage::lend);
    try {
      validation = trainee.validate(epoch);
      score = validation.metrics().get(trainee.score());
      best = config.plateau().goal().better(score, loop.best(), 0);
      if (best || trainee.keepsLast()) {
        trainee.export(folder.model());
      }
    } finally {
      loan.ifPresent(MovingAverage.Loan::close);
    }
    SequencedMap<String, Double> means = new LinkedHashMap<>();
    loop.sums().forEach((name, sum) -> means.put(name, sum / config.stepsPerEpoch()));
    double rate = progress.schedule().rate();
    loop = Loop.start(best ? Double.valueOf(score) : loop.best());
    progress =
        new TrainingState(
            progress.seed(),
            progress.step(),
            epoch + 1,
            0,
            config.plateau().after(progress.schedule(), score),
            config.stopping().after(progress.stopping(), score),
            Double.isFinite(score) ? score : null);
    return new EpochReport(
        epoch + 1,
        progress.step(),
        rate,
        means,
        validation.metrics(),
        validation.pictures(),
        best,
        (System.nanoTime() - start) * 1e-9);
  }

  private void save() throws IOException {
    Map<String, Record> configs = new HashMap<>(trainee.state());
    configs.put(LOOP, loop);
    snapshots.save(progress, configs, step.state());
  }

  /** Ends the listeners, the model's memory and the hold on the folder. */
  @Override
  public void close() throws IOException {
    try {
      for (RunListener listener : listeners) {
        listener.close();
      }
    } finally {
      step.close();
      memory.close();
      folder.close();
    }
  }
}
