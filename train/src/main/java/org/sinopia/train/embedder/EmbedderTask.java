package org.sinopia.train.embedder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.cluster.ClusterAgreement;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.Snapshot;
import org.sinopia.train.data.spectra.SpectrumDraw;
import org.sinopia.train.data.spectra.SpectrumSampler;
import org.sinopia.train.data.spectra.SpectrumStream;
import org.sinopia.train.data.spectra.SpectrumSupply;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.run.TrainingTask;

/**
 * An embedder in training, on spectra of some cubes and judged on those of others. After each epoch
 * the latents of a fixed sample of training spectra are clustered again; to these centroids the
 * next epoch's cluster term draws latents, and with them a mixture prior starts when its term does.
 *
 * <p>The score is {@code loss} on the validation spectra, with the weights that its terms have in
 * the last epoch: with those of the epoch itself, which rise, epochs could not be compared.
 */
final class EmbedderTask implements TrainingTask<EmbedderTask.Batch>, AutoCloseable {
  private static final long TRAINING_SAMPLE = -1;
  private static final long VALIDATION_SAMPLE = -2;
  private static final String CLUSTERS = "clusters";

  private final EmbedderTrainingConfig config;
  private final VariationalEmbedder embedder;
  private final EmbedderLoss loss;
  private final SpectrumStream stream;
  private final SpectrumDraw sample;
  private final SpectrumDraw validation;
  private final Optional<SpectrumDraw.Pigments> pigments;
  private final Scope pass;
  private final Scope memory;
  private final Scope host;
  private LatentClusters clusters = LatentClusters.NONE;
  private Optional<Tensor> centroids = Optional.empty();

  /** Spectra, and the epoch that they are for. */
  static final class Batch {
    private final Objective.Input spectra;
    private final Optional<Objective.Input> contexts;
    private final Optional<Objective.Input> colours;
    private int epoch;

    private Batch(EmbedderTrainingConfig config, Scope host) {
      int batch = config.batch();
      int bins = config.model().bins();
      spectra = Objective.Input.buffer(host, batch, bins);
      contexts =
          config.model().context()
              ? Optional.of(Objective.Input.buffer(host, batch, config.model().contextWidth()))
              : Optional.empty();
      colours =
          config.model().colourWidth() > 0
              ? Optional.of(Objective.Input.buffer(host, batch, 3))
              : Optional.empty();
    }

    private List<Objective.Input> inputs() {
      List<Objective.Input> inputs = new ArrayList<>(List.of(spectra));
      contexts.ifPresent(inputs::add);
      colours.ifPresent(inputs::add);
      return inputs;
    }

    private SpectrumStream.Target target() {
      return new SpectrumStream.Target(
          spectra.values(),
          contexts.map(Objective.Input::values),
          colours.map(Objective.Input::values));
    }
  }

  /**
   * Draws the samples.
   *
   * @param training where the spectra of each block to train on come from
   * @param judging where those come from that metrics are of
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  EmbedderTask(
      EmbedderTrainingConfig config,
      SpectrumSupply training,
      SpectrumSampler judging,
      Device device)
      throws IOException {
    this.config = config;
    this.embedder = new VariationalEmbedder(config.model());
    this.loss = new EmbedderLoss(config.loss());
    long seed = config.run().seed();
    SpectrumSampler first = training.of(0);
    this.sample = first.draw(seed, TRAINING_SAMPLE, config.sample());
    this.validation = judging.draw(seed, VALIDATION_SAMPLE, config.validation());
    this.pigments = validation.pigments();
    this.pass = Scope.open(device);
    this.memory = Scope.open(device);
    this.host = Scope.open(Device.cpu());
    this.stream = new SpectrumStream(training, first, config.batch(), seed, host);
  }

  @Override
  public VariationalEmbedder model() {
    return embedder;
  }

  @Override
  public Record config() {
    return config;
  }

  @Override
  public Batch buffer(Scope scope) {
    return new Batch(config, scope);
  }

  @Override
  public void fill(Batch buffer, int epoch, int index) throws IOException {
    long number = config.run().batch(epoch, index);
    stream.fill(buffer.target(), number % (config.spectra() / config.batch()));
    buffer.epoch = epoch;
  }

  /** Weights of terms, and centroids, are those of an epoch. */
  @Override
  public Objective objective(Batch batch) {
    int epoch = batch.epoch;
    return new Objective(
        batch.inputs(),
        epoch,
        (tape, inputs) -> {
          EmbedderLoss.Terms terms = loss.of(embedder, sample(tape, inputs), centroids, epoch);
          return new Loss(terms.total(), named(terms));
        });
  }

  /** Tensors in the order of {@link Batch#inputs}. */
  private EmbedderLoss.Sample sample(Tape tape, List<Tensor> inputs) {
    boolean context = config.model().context();
    return new EmbedderLoss.Sample(
        tape.constant(inputs.getFirst()),
        context ? Optional.of(tape.constant(inputs.get(1))) : Optional.empty(),
        config.model().colourWidth() > 0
            ? Optional.of(tape.constant(inputs.getLast()))
            : Optional.empty());
  }

  private static SequencedMap<String, Variable> named(EmbedderLoss.Terms terms) {
    SequencedMap<String, Variable> named = new LinkedHashMap<>();
    named.put("reconstruction", terms.reconstruction());
    named.put("kl", terms.kl());
    named.put("mmd", terms.mmd());
    terms.cluster().ifPresent(term -> named.put("cluster", term));
    terms.colour().ifPresent(term -> named.put("colour", term));
    return named;
  }

  @Override
  public void beginEpoch(int epoch) {
    boolean priorStarts =
        epoch > 0 && config.loss().beta().at(epoch) > 0 && config.loss().beta().at(epoch - 1) == 0;
    if (priorStarts && embedder.prior().isPresent()) {
      float[] latents = Latents.of(embedder, sample, pass);
      LatentClusters.start(
          embedder.prior().get(), latents, config.model().latent(), config.run().seed(), pass);
    }
  }

  @Override
  public Validation validate(int epoch) {
    long seed = config.run().seed();
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    LatentClusters.Found found =
        LatentClusters.find(
            Latents.of(embedder, sample, pass),
            config.model().latent(),
            config.leastClusters(),
            config.mostClusters(),
            seed,
            pass);
    remember(found.clusters());
    terms().forEach(metrics::put);
    metrics.put("silhouette", found.silhouette());
    metrics.put(CLUSTERS, (double) clusters.centroids().size());
    if (pigments.isPresent()) {
      int[] labels = clusters.nearest(Latents.of(embedder, validation, pass), pass);
      ClusterAgreement agreement = new ClusterAgreement(labels, pigments.get().labels());
      metrics.put("ari", agreement.adjustedRandIndex());
      metrics.put("nmi", agreement.normalisedMutualInformation());
    }
    return new Validation(metrics, new LinkedHashMap<>());
  }

  /** Means of the loss and its terms over the validation spectra. */
  private SequencedMap<String, Double> terms() {
    int bins = config.model().bins();
    int last = config.run().epochs() - 1;
    SequencedMap<String, Double> means = new LinkedHashMap<>();
    float[] spectra = validation.spectra();
    float[] contexts = config.model().context() ? validation.contexts() : null;
    float[] colours = validation.colours().orElse(null);
    for (int from = 0; from < config.validation(); from += config.batch()) {
      int count = Math.min(config.batch(), config.validation() - from);
      pass.rewind();
      // The noise differs from batch to batch and is the same in every epoch.
      Tape tape = Tape.inference(pass, from);
      List<Tensor> inputs = new ArrayList<>();
      inputs.add(Latents.part(spectra, from, count, bins, pass));
      if (contexts != null) {
        inputs.add(Latents.part(contexts, from, count, config.model().contextWidth(), pass));
      }
      if (colours != null) {
        inputs.add(Latents.part(colours, from, count, 3, pass));
      }
      EmbedderLoss.Terms terms = loss.of(embedder, sample(tape, inputs), centroids, last);
      double share = count / (double) config.validation();
      means.merge(EmbedderTraining.SCORE, share * terms.total().value().item(), Double::sum);
      named(terms)
          .forEach((name, term) -> means.merge(name, share * term.value().item(), Double::sum));
    }
    return means;
  }

  @Override
  public String score() {
    return EmbedderTraining.SCORE;
  }

  @Override
  public void export(Path folder) throws IOException {
    EmbedderDescription description =
        new EmbedderDescription(
            config.model(),
            config.energy(),
            config.scaling(),
            clusters.centroids(),
            clusters.mean(),
            clusters.deviation());
    ModelFolder.write(folder, description, embedder.state());
  }

  @Override
  public Map<String, ? extends Record> state() {
    return Map.of(CLUSTERS, clusters);
  }

  @Override
  public void restore(Snapshot snapshot) throws IOException {
    remember(snapshot.config(CLUSTERS, LatentClusters.NONE));
  }

  private void remember(LatentClusters found) {
    clusters = found;
    memory.rewind();
    centroids =
        found.centroids().isEmpty()
            ? Optional.empty()
            : Optional.of(
                memory.of(found.flat(), found.centroids().size(), config.model().latent()));
  }

  @Override
  public void close() {
    pass.close();
    memory.close();
    host.close();
  }
}
