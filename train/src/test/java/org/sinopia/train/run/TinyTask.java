package org.sinopia.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
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
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.LinearCoolDown;
import org.sinopia.train.LinearWarmUp;
import org.sinopia.train.Loss;
import org.sinopia.train.MetricDirection;
import org.sinopia.train.Objective;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.PendingFolder;
import org.sinopia.train.ReduceLrOnPlateau;
import org.sinopia.train.Snapshot;
import org.sinopia.xrf.RandomStream;

/**
 * A model of a few hundred weights and noise to train it on, with everything switched on that has a
 * state or draws random numbers.
 */
final class TinyTask implements TrainingTask<float[]> {
  static final RunConfig CONFIG =
      new RunConfig(
          4,
          3,
          2,
          new OptimiserConfig(1e-2, 0.9, 0.999, 1e-8, 1e-2, 0.5, 0.9),
          new LinearWarmUp(3),
          LinearCoolDown.NONE,
          new ReduceLrOnPlateau(MetricDirection.MINIMISE, 0.5, 0, 0.05, 1, 1e-4),
          new EarlyStopping(MetricDirection.MINIMISE, 50, 0),
          7);

  /** Numbers that were drawn at the beginning of an epoch, which its steps depend on. */
  private record Drawn(List<Double> shift) {}

  /** The configuration that was asked for, as in {@code config.json}. */
  record Asked(String model, RunConfig run) {}

  private final Asked asked;
  private final Device device;
  private final Module model;
  private final int[] extents;
  private Drawn drawn = new Drawn(List.of(0.0));

  /** The calls, in order: {@code begin 0}, {@code batch 0 1}, …. */
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  /** The epoch whose batches hold NaN, if any. */
  int poisoned = -1;

  private TinyTask(Asked asked, Device device, Module model, int... extents) {
    this.asked = asked;
    this.device = device;
    this.model = model;
    this.extents = extents;
  }

  /** Recolouring noise, or embedding it. */
  static TinyTask of(String kind, Device device, RunConfig config) {
    Asked asked = new Asked(kind, config);
    return switch (kind) {
      case "pictures" -> new TinyTask(asked, device, pictures().build(), 2, 3, 8, 8);
      case "spectra" -> new TinyTask(asked, device, new VariationalEmbedder(spectra()), 6, 9);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  static TinyTask of(String kind, Device device) {
    return of(kind, device, CONFIG);
  }

  private static SmallUViTConfig pictures() {
    return new SmallUViTConfig(
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
  }

  private static EmbedderConfig spectra() {
    return new EmbedderConfig(
        9, List.of(7, 5), 2, List.of(5), 0.1, EmbedderConfig.Prior.MIXTURE, 3);
  }

  Device device() {
    return device;
  }

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Record config() {
    return asked;
  }

  private float[] noise(long stream) {
    RandomStream random = new RandomStream(11, stream, 0);
    int count = 1;
    for (int extent : extents) {
      count *= extent;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.uniform();
    }
    return values;
  }

  @Override
  public float[] buffer(Scope host) {
    return noise(0);
  }

  @Override
  public void fill(float[] batch, int epoch, int index) {
    calls.add("batch " + epoch + " " + index);
    float[] values = noise((long) epoch << 32 | index);
    System.arraycopy(values, 0, batch, 0, batch.length);
    batch[0] = epoch == poisoned ? Float.NaN : batch[0];
  }

  @Override
  public void beginEpoch(int epoch) {
    calls.add("begin " + epoch + (model.training() ? " in training mode" : ""));
    drawn = new Drawn(List.of(new RandomStream(3, epoch, 0).uniform() / 3));
  }

  @Override
  public Objective objective(float[] batch) {
    return new Objective(
        List.of(new Objective.Input(batch, extents)),
        drawn,
        (tape, inputs) -> loss(tape, inputs.getFirst()));
  }

  private Loss loss(Tape tape, Tensor batch) {
    Variable x = tape.constant(batch);
    double shift = drawn.shift().getFirst();
    SequencedMap<String, Variable> terms = new LinkedHashMap<>();
    return switch (model) {
      case SmallUViT recolourer -> {
        Variable grey = tape.constant(tape.scope().full(shift, extents));
        yield new Loss(new PictureLoss.Redmean(true).of(recolourer.forward(x), grey), terms);
      }
      case VariationalEmbedder embedder -> {
        Optional<Tensor> centroids = Optional.of(tape.scope().full(shift, 1, 2));
        var found =
            new EmbedderLoss(EmbedderLossConfig.DEFAULT)
                .of(embedder, EmbedderLoss.Sample.of(x), centroids, 12);
        terms.put("kl", found.kl());
        yield new Loss(found.total(), terms);
      }
      default -> throw new AssertionError(model);
    };
  }

  @Override
  public Validation validate(int epoch) {
    calls.add("validate " + epoch + (model.training() ? " in training mode" : ""));
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    try (Scope scope = Scope.open(device)) {
      metrics.put(
          "noise",
          loss(Tape.inference(scope, 5), scope.of(noise(-1), extents)).total().value().item());
    }
    return new Validation(metrics, new LinkedHashMap<>());
  }

  @Override
  public String score() {
    return "noise";
  }

  @Override
  public void export(Path folder) throws IOException {
    try (PendingFolder pending = PendingFolder.of(folder)) {
      model.save(pending.path().resolve("weights.safetensors"), Map.of());
      pending.commit();
    }
  }

  @Override
  public Map<String, ? extends Record> state() {
    return Map.of("drawn", drawn);
  }

  @Override
  public void restore(Snapshot snapshot) throws IOException {
    drawn = snapshot.config("drawn", drawn);
  }
}
