package org.sinopia.train.profile;

import java.util.List;
import java.util.Optional;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.TrainingStep;

/**
 * A model at work on random input, the same input at every step: what a profile and a benchmark
 * look at. A training step is forward, loss, backward and AdamW, without clipping or averages.
 * Belongs to one thread at a time.
 */
public abstract sealed class Workload implements AutoCloseable {
  /** Centroids of the embedder's clustering term: as many as the palette has pigments. */
  public static final int CENTROIDS = 12;

  /** An epoch at which {@link EmbedderLossConfig#DEFAULT} gives all four terms their weights. */
  public static final int EPOCH = 20;

  /** The learning rate of every step. */
  public static final double LEARNING_RATE = 1e-4;

  /** AdamW as it is, no clipping, no average. */
  public static final OptimiserConfig OPTIMISER =
      new OptimiserConfig(LEARNING_RATE, 0.9, 0.999, 1e-8, 1e-2, 0, 0);

  private static final int SEED = 1;

  private Workload() {}

  /** Recolouring of [batch, channels, height, width], untrained weights. */
  public static Workload recolouring(
      Recolourer model, Device device, int batch, int height, int width) {
    return new Recolouring(model, device, batch, height, width);
  }

  /** Training by the redmean distance from random pictures, [batch, 3, height, width]. */
  public static Workload recolourerTraining(
      Recolourer model, Device device, int batch, int height, int width) {
    return new RecolourerTraining(model, device, batch, height, width);
  }

  /** Encoding of [batch, bins] spectra, untrained weights. */
  public static Workload encoding(VariationalEmbedder model, Device device, int batch) {
    return new Encoding(model, device, batch);
  }

  /** Training by all four terms of the loss. */
  public static Workload embedderTraining(VariationalEmbedder model, Device device, int batch) {
    return new EmbedderTraining(model, device, batch);
  }

  /** One step, done when this returns. */
  public abstract void step();

  /**
   * The most bytes that tensors took at a time in the last step: those of the step, and what lasts,
   * that is parameters, their gradients, moments and the input.
   */
  public abstract long peakBytes();

  /** The model's parameters. */
  public abstract ParameterStore store();

  @Override
  public abstract void close();

  private static Tensor uniform(Scope scope, int stream, int... extents) {
    Tensor values = scope.empty(extents);
    new RandomOp.Uniform(SEED, stream, values).run();
    return values;
  }

  /** Inference. */
  private abstract static sealed class Inference extends Workload {
    final Scope lasting;
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // closed by close
    private Inference(Device device) {
      lasting = Scope.open(device);
      scope = Scope.open(device);
    }

    abstract Tensor result(Scope passing);

    @Override
    public final void step() {
      scope.rewind();
      Tensor result = result(scope);
      // Reading one number waits for a device that runs ahead of the host.
      result.reshape(-1).slice(0, 1).item();
    }

    @Override
    public final long peakBytes() {
      return lasting.allocatedBytes() + scope.peakBytes();
    }

    @Override
    public final void close() {
      scope.close();
      lasting.close();
    }
  }

  private static final class Recolouring extends Inference {
    private final Recolourer model;
    private final ParameterStore store;
    private final Tensor input;

    private Recolouring(Recolourer model, Device device, int batch, int height, int width) {
      super(device);
      this.model = model;
      store = model.allocate(lasting, SEED);
      input = uniform(lasting, 0, batch, model.config().channels(), height, width);
    }

    @Override
    Tensor result(Scope passing) {
      Tape tape = Tape.inference(passing, SEED);
      return model.forward(tape.constant(input)).value();
    }

    @Override
    public ParameterStore store() {
      return store;
    }
  }

  private static final class Encoding extends Inference {
    private final VariationalEmbedder model;
    private final ParameterStore store;
    private final Tensor spectra;

    private Encoding(VariationalEmbedder model, Device device, int batch) {
      super(device);
      this.model = model;
      store = model.allocate(lasting, SEED);
      spectra = uniform(lasting, 0, batch, model.config().bins());
    }

    @Override
    Tensor result(Scope passing) {
      return model.means(
          new Spectra.Counted(spectra), CountScaling.NONE, Optional.empty(), passing);
    }

    @Override
    public ParameterStore store() {
      return store;
    }
  }

  /** Training. */
  private abstract static sealed class Training extends Workload {
    final Scope lasting;
    private final ParameterStore store;
    private final TrainingStep training;
    private long steps;

    @SuppressWarnings("MustBeClosedChecker") // closed by close
    private Training(org.sinopia.nn.Module model, Device device) {
      lasting = Scope.open(device);
      store = model.allocate(lasting, SEED);
      model.train();
      training = new TrainingStep(store, OPTIMISER, SEED);
    }

    abstract Variable loss(Tape tape);

    @Override
    public final void step() {
      training.run(
          steps, LEARNING_RATE, new Objective(List.of(), this, (tape, _) -> new Loss(loss(tape))));
      steps++;
    }

    @Override
    public final long peakBytes() {
      return lasting.allocatedBytes() + training.peakBytes();
    }

    @Override
    public final ParameterStore store() {
      return store;
    }

    @Override
    public final void close() {
      training.close();
      lasting.close();
    }
  }

  private static final class RecolourerTraining extends Training {
    private final Recolourer model;
    private final Tensor input;
    private final Tensor target;

    private RecolourerTraining(Recolourer model, Device device, int batch, int height, int width) {
      super(model, device);
      this.model = model;
      input = uniform(lasting, 0, batch, model.config().channels(), height, width);
      target = uniform(lasting, 1, batch, 3, height, width);
    }

    @Override
    Variable loss(Tape tape) {
      Variable prediction = model.forward(tape.constant(input));
      return new PictureLoss.Redmean(false).of(prediction, tape.constant(target));
    }
  }

  private static final class EmbedderTraining extends Training {
    private final VariationalEmbedder model;
    private final EmbedderLoss loss = new EmbedderLoss(EmbedderLossConfig.DEFAULT);
    private final Tensor spectra;
    private final Tensor centroids;

    private EmbedderTraining(VariationalEmbedder model, Device device, int batch) {
      super(model, device);
      this.model = model;
      spectra = uniform(lasting, 0, batch, model.config().bins());
      centroids = uniform(lasting, 1, CENTROIDS, model.config().latent());
    }

    @Override
    Variable loss(Tape tape) {
      return loss.of(
              model, EmbedderLoss.Sample.of(tape.constant(spectra)), Optional.of(centroids), EPOCH)
          .total();
    }
  }
}
