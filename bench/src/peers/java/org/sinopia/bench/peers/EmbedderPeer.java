package org.sinopia.bench.peers;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.Optional;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.profile.Workload;

/**
 * The embedder of 512 bins, ours and PyTorch's, from the same weights on the same spectra and
 * noise. The peer is given its noise; ours draws it in the step.
 */
final class EmbedderPeer implements AutoCloseable {
  private final TorchScript torch;
  private final Scope lasting = Scope.open(Device.cpu());
  private final Scope passing = Scope.open(Device.cpu());
  private final VariationalEmbedder model = new VariationalEmbedder(EmbedderConfig.PAPER);
  private final ParameterStore store = model.allocate(lasting, 1);
  private final EmbedderLoss loss = new EmbedderLoss(EmbedderLossConfig.DEFAULT);
  private final Tensor spectra;
  private final Tensor noise;
  private final Tensor prior;
  private final Tensor centroids;
  private final TrainingStep training = new TrainingStep(store, Workload.OPTIMISER, 1);
  private final List<PtNDArray> weights;
  private final PtNDArray theirSpectra;
  private final PtNDArray theirNoise;
  private final PtNDArray theirPrior;
  private final PtNDArray theirCentroids;
  private final TorchOptimiser optimiser;
  private long steps;

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  EmbedderPeer(TorchScript torch, int batch) {
    this.torch = torch;
    int latent = EmbedderConfig.PAPER.latent();
    spectra = lasting.empty(batch, EmbedderConfig.PAPER.bins());
    new RandomOp.Uniform(1, 0, spectra).run();
    noise = normal(1, batch, latent);
    prior = normal(2, batch, latent);
    centroids = normal(3, Workload.CENTROIDS, latent);
    weights = store.parameters().values().stream().map(p -> torch.variable(p.value())).toList();
    theirSpectra = torch.array(spectra);
    theirNoise = torch.array(noise);
    theirPrior = torch.array(prior);
    theirCentroids = torch.array(centroids);
    optimiser = new TorchOptimiser(torch, weights);
  }

  private Tensor normal(int stream, int... extents) {
    Tensor values = lasting.empty(extents);
    new RandomOp.Normal(1, stream, values).run();
    return values;
  }

  /**
   * Compares latents, loss and the gradients by all weights.
   *
   * @throws IllegalStateException if they differ
   */
  void agree() {
    passing.rewind();
    Tensor mu = model.means(new Spectra.Counted(spectra), CountScaling.NONE, Optional.empty(), passing);
    try (NDList theirs = torch.infer("encode", theirSpectra, weights)) {
      Agreement.require(
          "encoder", mu.toFloats(), theirs.getFirst().toFloatArray(), Agreement.TOLERANCE);
    }
    Tape tape = Tape.recording(passing, 0);
    store.clearGradients();
    Variable total =
        loss.of(model, EmbedderLoss.Sample.of(tape.constant(spectra)), noise, prior, Optional.of(centroids), Workload.EPOCH)
            .total();
    tape.backward(total);
    try (NDList theirs = theirStep()) {
      Agreement.requireStep("embedder's loss", total, store.parameters(), theirs);
    }
  }

  private NDList theirStep() {
    return torch.differentiate(
        "embedder_step", theirSpectra, weights, theirNoise, theirPrior, theirCentroids);
  }

  /** A training step of ours. */
  void train() {
    training.run(
        steps,
        Workload.LEARNING_RATE,
        tape ->
            loss.of(model, EmbedderLoss.Sample.of(tape.constant(spectra)), Optional.of(centroids), Workload.EPOCH).total());
    steps++;
  }

  /** A training step of the peer's. */
  void trainPeer() {
    try (NDList found = theirStep()) {
      optimiser.step(found);
    }
  }

  /** Encoding by us. */
  void encode() {
    passing.rewind();
    model.posterior(new Spectra.Counted(spectra), CountScaling.NONE, Optional.empty(), passing);
  }

  /** Encoding by the peer. */
  void encodePeer() {
    torch.infer("encode", theirSpectra, weights).close();
  }

  /** The model. */
  VariationalEmbedder model() {
    return model;
  }

  /** The input. */
  Tensor spectra() {
    return spectra;
  }

  @Override
  public void close() {
    training.close();
    passing.close();
    lasting.close();
  }
}
