package org.sinopia.train.adapt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.MeanSquaredError;
import org.sinopia.autograd.op.Mmd;
import org.sinopia.nn.Module;
import org.sinopia.nn.Safetensors;
import org.sinopia.nn.layer.DomainClassifier;
import org.sinopia.nn.layer.GradientReversal;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.nn.model.VariationalEmbedder.Latent;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.data.spectra.SpectrumDraw;
import org.sinopia.train.data.spectra.SpectrumSampler;
import org.sinopia.train.data.spectra.SpectrumStream;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.run.TrainingTask;

/**
 * A trained embedder on its way to a scan of which no colours are known: on synthetic spectra it
 * goes on as it was trained, the scan's spectra it learns to reconstruct, and a discrepancy and a
 * domain classifier after a gradient reversal make the latents of both alike. The scale of its
 * latents, which the recolourer takes, stays as it was.
 */
final class AlignTask implements TrainingTask<AlignBatch>, AutoCloseable {
  /** The metric that decides: the least is best. */
  static final String SCORE = "loss";

  private static final long VALIDATION = -2;

  private final AlignConfig config;
  private final ModelFolder start;
  private final EmbedderDescription description;
  private final Both both;
  private final EmbedderLoss loss;
  private final SpectrumStream stream;
  private final SpectrumDraw validation;
  private final RealSpectra real;
  private final float[] realContexts;
  private final Scope pass;
  private final Scope host;

  /** The modules that are trained together. */
  private static final class Both extends Module {
    private final VariationalEmbedder embedder;
    private final DomainClassifier classifier;

    private Both(VariationalEmbedder embedder, int features, int width) {
      this.embedder = part("embedder", embedder);
      this.classifier = part("classifier", new DomainClassifier(features, width));
    }
  }

  private record Sample(
      EmbedderLoss.Sample synthetic, Variable real, Optional<Variable> realContexts) {}

  private record Terms(
      EmbedderLoss.Terms synthetic,
      Variable reconstruction,
      Variable discrepancy,
      Optional<Variable> domain,
      Variable total) {}

  /**
   * Prepares an alignment.
   *
   * @param start the embedder to start from
   * @param training synthetic spectra, with colours if the embedder tells them
   * @param judging others, likewise
   * @param real the scan's
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  AlignTask(
      AlignConfig config,
      ModelFolder start,
      SpectrumSampler training,
      SpectrumSampler judging,
      RealSpectra real,
      Device device)
      throws IOException {
    this.config = config;
    this.start = start;
    this.description = start.embedder();
    int features =
        config.domain() == AlignConfig.Domain.PENULTIMATE
            ? description.config().encoder().getLast()
            : description.config().latent();
    this.both = new Both(new VariationalEmbedder(description.config()), features, config.width());
    this.loss = new EmbedderLoss(config.loss());
    this.real = real;
    this.realContexts = real.contexts(config.real());
    this.validation = judging.draw(config.run().seed(), VALIDATION, config.validation());
    this.pass = Scope.open(device);
    this.host = Scope.open(Device.cpu());
    this.stream =
        new SpectrumStream(
            training, config.synthetic(), config.run().steps(), config.run().seed(), host);
  }

  @Override
  public Module model() {
    return both;
  }

  @Override
  public Record config() {
    return config;
  }

  @Override
  public AlignBatch buffer(Scope scope) {
    return new AlignBatch(config, description, realContexts, scope);
  }

  @Override
  public void fill(AlignBatch buffer, int epoch, int index) throws IOException {
    long number = config.run().batch(epoch, index);
    stream.fill(buffer.synthetic(), number);
    real.fill(buffer.real(), config.real(), config.run().seed(), number);
    buffer.setEpoch(epoch);
  }

  @Override
  public void beginEpoch(int epoch) throws IOException {
    if (epoch == 0) {
      try (Safetensors file = Safetensors.open(start.weights())) {
        both.embedder.load(file, "");
      }
    }
  }

  @Override
  public Objective objective(AlignBatch batch) {
    int epoch = batch.epoch();
    return new Objective(
        batch.inputs(),
        epoch,
        (tape, inputs) -> {
          Terms terms = terms(sample(tape, inputs), reversal(epoch));
          return new Loss(terms.total, named(terms));
        });
  }

  /** Ganin's λ: 0 at first, while the classifier still knows nothing, towards 1 in the end. */
  private double reversal(int epoch) {
    double progress = (epoch + 0.5) / config.run().epochs();
    return 2 / (1 + StrictMath.exp(-10 * progress)) - 1;
  }

  private Sample sample(Tape tape, List<Tensor> inputs) {
    int next = 0;
    Variable spectra = tape.constant(inputs.get(next++));
    boolean context = description.config().context();
    Optional<Variable> means =
        context ? Optional.of(tape.constant(inputs.get(next++))) : Optional.empty();
    Optional<Variable> colours =
        description.config().colourWidth() > 0
            ? Optional.of(tape.constant(inputs.get(next++)))
            : Optional.empty();
    Variable scanned = tape.constant(inputs.get(next++));
    return new Sample(
        new EmbedderLoss.Sample(spectra, means, colours),
        scanned,
        context ? Optional.of(tape.constant(inputs.get(next))) : Optional.empty());
  }

  private Terms terms(Sample sample, double reversal) {
    VariationalEmbedder embedder = both.embedder;
    EmbedderLoss.Terms known =
        loss.of(embedder, sample.synthetic, Optional.empty(), config.run().epochs() - 1);
    Latent scanned = embedder.encode(sample.real, sample.realContexts);
    Variable reconstruction =
        MeanSquaredError.of(
            embedder.decode(embedder.sample(scanned), sample.realContexts), sample.real);
    Variable discrepancy = Mmd.of(known.latent().mu(), scanned.mu());
    Optional<Variable> domain =
        switch (config.domain()) {
          case NONE -> Optional.empty();
          case LATENT -> Optional.of(domain(known.latent().mu(), scanned.mu(), reversal));
          case PENULTIMATE ->
              Optional.of(domain(known.latent().features(), scanned.features(), reversal));
        };
    Variable total = Binary.add(known.total(), Scale.of(config.reconstruction(), reconstruction));
    total = Binary.add(total, Scale.of(config.discrepancy(), discrepancy));
    if (domain.isPresent()) {
      total = Binary.add(total, Scale.of(config.adversarial(), domain.get()));
    }
    return new Terms(known, reconstruction, discrepancy, domain, total);
  }

  private Variable domain(Variable synthetic, Variable scanned, double reversal) {
    return both.classifier.loss(
        GradientReversal.of(reversal, synthetic), GradientReversal.of(reversal, scanned));
  }

  private static SequencedMap<String, Variable> named(Terms terms) {
    SequencedMap<String, Variable> named = new LinkedHashMap<>();
    named.put("reconstruction", terms.synthetic.reconstruction());
    terms.synthetic.colour().ifPresent(term -> named.put("colour", term));
    named.put("scan_reconstruction", terms.reconstruction);
    named.put("discrepancy", terms.discrepancy);
    terms.domain.ifPresent(term -> named.put("domain", term));
    return named;
  }

  @Override
  public Validation validate(int epoch) {
    int batch = config.synthetic();
    int batches = Math.max(1, config.validation() / batch);
    float[] spectra = validation.spectra();
    float[] means = description.config().context() ? validation.contexts() : null;
    float[] colours = validation.colours().orElse(null);
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    try (Scope cpu = Scope.open(Device.cpu())) {
      MemorySegment drawn =
          Objective.Input.buffer(cpu, config.real(), description.config().bins()).values();
      for (int b = 0; b < batches; b++) {
        int count = Math.min(batch, validation.count() - b * batch);
        pass.rewind();
        Tape tape = Tape.inference(pass, b);
        real.fill(drawn, config.real(), config.run().seed(), VALIDATION - b);
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(part(spectra, b * batch, count, description.config().bins()));
        if (means != null) {
          inputs.add(part(means, b * batch, count, description.config().contextWidth()));
        }
        if (colours != null) {
          inputs.add(part(colours, b * batch, count, 3));
        }
        inputs.add(pass.empty(config.real(), description.config().bins()).set(drawn));
        if (means != null) {
          inputs.add(pass.of(realContexts, config.real(), description.config().contextWidth()));
        }
        Terms terms = terms(sample(tape, inputs), 1);
        double share = 1.0 / batches;
        // The classifier's loss does not count: a classifier that has learnt more is no worse
        // model.
        double score =
            terms.synthetic.total().value().item()
                + config.reconstruction() * terms.reconstruction.value().item();
        metrics.merge(SCORE, share * score, Double::sum);
        named(terms)
            .forEach((name, term) -> metrics.merge(name, share * term.value().item(), Double::sum));
      }
    }
    return new Validation(metrics, new LinkedHashMap<>());
  }

  private Tensor part(float[] rows, int from, int count, int width) {
    MemorySegment part =
        MemorySegment.ofArray(rows)
            .asSlice((long) from * width * Float.BYTES, (long) count * width * Float.BYTES);
    return pass.empty(count, width).set(part);
  }

  @Override
  public String score() {
    return SCORE;
  }

  @Override
  public void export(Path folder) throws IOException {
    ModelFolder.write(folder, description, both.embedder.state());
  }

  @Override
  public void close() {
    pass.close();
    host.close();
  }
}
