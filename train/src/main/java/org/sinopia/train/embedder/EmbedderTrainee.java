package org.sinopia.train.embedder;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
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
import org.sinopia.train.data.SpectrumDraw;
import org.sinopia.train.data.SpectrumSampler;
import org.sinopia.train.data.SpectrumStream;
import org.sinopia.train.inference.EmbedderDescription;
import org.sinopia.train.inference.ModelFolder;
import org.sinopia.train.run.Trainee;

/**
 * An embedder in training, on spectra of some cubes and judged on those of others. After each epoch
 * the latents of a fixed sample of training spectra are clustered anew; to these centroids the next
 * epoch's cluster term draws latents, and with them a mixture prior starts when its term does.
 *
 * <p>The score is {@code loss} on the validation spectra, with the weights that its terms have in
 * the last epoch: with those of the epoch itself, which rise, epochs could not be compared.
 */
final class EmbedderTrainee implements Trainee<EmbedderTrainee.Batch>, AutoCloseable {
  private static final long TRAINING_SAMPLE = -1;
  private static final long VALIDATION_SAMPLE = -2;
  private static final String CLUSTERS = "clusters";

  private final EmbedderTrainingConfig config;
  private final VariationalEmbedder embedder;
  private final EmbedderLoss loss;
  private final SpectrumStream stream;
  private final float[] sample;
  private final float[] validation;
  private final Optional<SpectrumDraw.Pigments> pigments;
  private final Scope pass;
  private final Scope memory;
  private final Scope host;
  private LatentClusters clusters = LatentClusters.NONE;
  private Optional<Tensor> centroids = Optional.empty();

  /** Spectra, and the epoch that they are for. */
  static final class Batch {
    private final Objective.Input spectra;
    private int epoch;

    private Batch(Objective.Input spectra) {
      this.spectra = spectra;
    }
  }

  /**
   * Draws the samples.
   *
   * @param training where spectra to train on come from
   * @param judging where those come from that metrics are of
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  EmbedderTrainee(
      EmbedderTrainingConfig config,
      SpectrumSampler training,
      SpectrumSampler judging,
      Device device)
      throws IOException {
    this.config = config;
    this.embedder = new VariationalEmbedder(config.model());
    this.loss = new EmbedderLoss(config.loss());
    long seed = config.run().seed();
    this.sample = training.draw(seed, TRAINING_SAMPLE, config.sample()).spectra();
    SpectrumDraw judged = judging.draw(seed, VALIDATION_SAMPLE, config.validation());
    this.validation = judged.spectra();
    this.pigments = judged.pigments();
    this.pass = Scope.open(device);
    this.memory = Scope.open(device);
    this.host = Scope.open(Device.cpu());
    this.stream = new SpectrumStream(training, config.batch(), seed, host);
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
    return new Batch(Objective.Input.buffer(scope, config.batch(), config.model().bins()));
  }

  @Override
  public void fill(Batch buffer, int epoch, int index) throws IOException {
    long number = (long) epoch * config.run().stepsPerEpoch() + index;
    stream.fill(buffer.spectra.values(), number % (config.spectra() / config.batch()));
    buffer.epoch = epoch;
  }

  /** Weights of terms, and centroids, are those of an epoch. */
  @Override
  public Objective objective(Batch batch) {
    int epoch = batch.epoch;
    return new Objective(
        List.of(batch.spectra),
        epoch,
        (tape, inputs) -> {
          Variable spectra = tape.constant(inputs.getFirst());
          EmbedderLoss.Terms terms = loss.of(embedder, spectra, centroids, epoch);
          return new Loss(terms.total(), named(terms));
        });
  }

  private static SequencedMap<String, Variable> named(EmbedderLoss.Terms terms) {
    SequencedMap<String, Variable> named = new LinkedHashMap<>();
    named.put("reconstruction", terms.reconstruction());
    named.put("kl", terms.kl());
    named.put("mmd", terms.mmd());
    terms.cluster().ifPresent(term -> named.put("cluster", term));
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
    for (int from = 0; from < config.validation(); from += config.batch()) {
      int count = Math.min(config.batch(), config.validation() - from);
      MemorySegment part =
          MemorySegment.ofArray(validation)
              .asSlice((long) from * bins * Float.BYTES, (long) count * bins * Float.BYTES);
      pass.rewind();
      // The noise differs from batch to batch and is the same in every epoch.
      Tape tape = Tape.inference(pass, from);
      Variable spectra = tape.constant(pass.empty(count, bins).set(part));
      EmbedderLoss.Terms terms = loss.of(embedder, spectra, centroids, last);
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
