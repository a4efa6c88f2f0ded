package org.sinopia.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.SmallUViT;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.op.Shift;

/**
 * A model of a few hundred weights being trained on noise, with everything switched on that has a
 * state or draws random numbers. An epoch is two steps.
 */
final class TinyRun implements AutoCloseable {
  static final SmallUViTConfig PICTURES =
      new SmallUViTConfig(
          4,
          3,
          8,
          2,
          4,
          2,
          1,
          Shift.DIAGONAL,
          SmallUViTConfig.Skip.CONCAT,
          Positions.Kind.SIN_COS,
          true,
          0.1,
          0.2,
          true,
          List.of(8, 8));
  static final EmbedderConfig SPECTRA =
      new EmbedderConfig(9, List.of(7, 5), 2, List.of(5), 0.1, EmbedderConfig.Prior.MIXTURE, 3);
  static final OptimiserConfig OPTIMISER =
      new OptimiserConfig(1e-2, 0.9, 0.999, 1e-8, 1e-2, 0.5, 0.9);

  private static final LinearWarmUp WARM_UP = new LinearWarmUp(3);
  private static final ReduceLrOnPlateau SCHEDULE =
      new ReduceLrOnPlateau(Goal.MINIMISE, 0.5, 0, 0.05, 1, 1e-4);
  private static final EarlyStopping STOPPING = new EarlyStopping(Goal.MINIMISE, 50, 0);

  final Module model;
  final TrainingStep step;
  Progress progress;
  private final Scope memory;
  private final Function<Tape, Variable> objective;

  private TinyRun(
      Scope memory, Module model, Function<Tape, Variable> objective, long weights, long seed) {
    this.memory = memory;
    this.model = model;
    this.objective = objective;
    ParameterStore store = model.allocate(memory, weights);
    model.train();
    step = new TrainingStep(store, OPTIMISER, seed);
    progress = Progress.start(seed, OPTIMISER.learningRate());
  }

  /** Recolouring noise. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static TinyRun pictures(Device device, long weights, long seed) {
    SmallUViT model = PICTURES.build();
    PictureLoss loss = new PictureLoss.Redmean(true);
    return new TinyRun(
        Scope.open(device),
        model,
        tape -> loss.of(model.forward(noise(tape, 2, 3, 8, 8)), noise(tape, 2, 3, 8, 8)),
        weights,
        seed);
  }

  /** Embedding noise. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static TinyRun spectra(Device device, long weights, long seed) {
    VariationalEmbedder model = new VariationalEmbedder(SPECTRA);
    EmbedderLoss loss = new EmbedderLoss(EmbedderLossConfig.DEFAULT);
    return new TinyRun(
        Scope.open(device),
        model,
        tape -> loss.of(model, noise(tape, 6, 9), Optional.empty(), 12).total(),
        weights,
        seed);
  }

  private static Variable noise(Tape tape, int... extents) {
    Tensor x = tape.scope().empty(extents);
    new RandomOp.Normal(tape.seed(), tape.nextStream(), x).run();
    return tape.constant(x);
  }

  /** Makes so many steps; what each of them found. */
  List<TrainingStep.Outcome> advance(int steps) {
    List<TrainingStep.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      double rate = progress.schedule().rate() * WARM_UP.factor(progress.step());
      TrainingStep.Outcome outcome = step.run(progress.step(), rate, objective);
      boolean epoch = progress.batch() == 1;
      progress =
          new Progress(
              progress.seed(),
              progress.step() + 1,
              progress.epoch() + (epoch ? 1 : 0),
              epoch ? 0 : 1,
              epoch ? SCHEDULE.after(progress.schedule(), outcome.loss()) : progress.schedule(),
              epoch ? STOPPING.after(progress.stopping(), outcome.loss()) : progress.stopping(),
              epoch ? outcome.loss() : null);
      outcomes.add(outcome);
    }
    return outcomes;
  }

  void save(Snapshots snapshots) throws IOException {
    snapshots.save(progress, Map.of("optimiser", OPTIMISER), step.state());
  }

  void resume(Snapshot snapshot) throws IOException {
    snapshot.restore(step.state());
    progress = snapshot.progress();
  }

  /** Weights, moments and average, one after another. */
  double[] state() {
    SequencedMap<String, Tensor> state = step.state();
    return state.values().stream().flatMapToDouble(t -> DoubleStream.of(t.toDoubles())).toArray();
  }

  @Override
  public void close() {
    step.close();
    memory.close();
  }
}
