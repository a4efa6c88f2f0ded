package org.sinopia.bench.peers;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sinopia.autograd.Parameter;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.profile.Workload;

/** SmallUViT in the paper's preset, ours and PyTorch's, from the same weights on the same input. */
final class RecolourerPeer implements AutoCloseable {
  static final int SIDE = 256;

  private static final int GRID = 16;
  private static final int DIM = 192;

  private final TorchScript torch;
  private final Scope lasting = Scope.open(Device.cpu());
  private final Scope passing = Scope.open(Device.cpu());
  private final Recolourer model = SmallUViTConfig.PAPER.build();
  private final ParameterStore store = model.allocate(lasting, 1);
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final Tensor input;
  private final Tensor target;
  private final TrainingStep training = new TrainingStep(store, Workload.OPTIMISER, 1);
  private final List<PtNDArray> weights;
  private final PtNDArray theirInput;
  private final PtNDArray theirTarget;
  private final PtNDArray positions;
  private final PtNDArray mask;
  private final TorchOptimiser optimiser;
  private long steps;

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  RecolourerPeer(TorchScript torch, int batch) {
    this.torch = torch;
    input = uniform(lasting, 0, batch);
    target = uniform(lasting, 1, batch);
    names().forEach(name -> parameters.put(name, store.parameters().get(name)));
    weights = parameters.values().stream().map(p -> torch.variable(p.value())).toList();
    theirInput = torch.array(input);
    theirTarget = torch.array(target);
    positions = torch.array(positions());
    mask = mask(torch, GRID * GRID);
    optimiser = new TorchOptimiser(torch, weights);
  }

  private static Tensor uniform(Scope scope, int stream, int batch) {
    Tensor values = scope.empty(batch, 3, SIDE, SIDE);
    new RandomOp.Uniform(1, stream, values).run();
    return values;
  }

  /** The peer's list of weights: tokens, seven blocks, tail. */
  private static Stream<String> names() {
    Stream<String> blocks =
        Stream.of("down.0", "down.1", "down.2", "mid", "up.0", "up.1", "up.2")
            .flatMap(
                block ->
                    Stream.of(
                            "attn.norm.weight",
                            "attn.norm.bias",
                            "attn.qkv.weight",
                            "attn.temperature",
                            "attn.proj.weight",
                            "attn.proj.bias",
                            "ff.norm.weight",
                            "ff.norm.bias",
                            "ff.fc1.weight",
                            "ff.fc1.bias",
                            "ff.fc2.weight",
                            "ff.fc2.bias")
                        .map(name -> block + "." + name));
    return Stream.of(
            Stream.of("spt.norm.weight", "spt.norm.bias", "spt.proj.weight", "spt.proj.bias"),
            blocks,
            Stream.of(
                "norm.weight", "norm.bias", "head.weight", "head.bias", "conv.weight", "conv.bias"))
        .flatMap(part -> part);
  }

  private Tensor positions() {
    Positions.SinCos table = new Positions.SinCos(DIM);
    table.allocate(lasting, 0);
    Tape tape = Tape.inference(lasting, 0);
    Variable zeros = tape.constant(lasting.zeros(1, GRID * GRID, DIM));
    return table.forward(zeros, GRID, GRID).value();
  }

  /** The diagonal at minus infinity. */
  static PtNDArray mask(TorchScript torch, int tokens) {
    float[] elements = new float[tokens * tokens];
    IntStream.range(0, tokens).forEach(i -> elements[i * (tokens + 1)] = Float.NEGATIVE_INFINITY);
    return torch.array(elements, tokens, tokens);
  }

  /**
   * Compares outputs, loss and the gradients by all weights.
   *
   * @throws IllegalStateException if they differ
   */
  void agree() {
    passing.rewind();
    Variable y = model.forward(Tape.inference(passing, 0).constant(input));
    try (NDList theirs = torch.infer("recolour", theirInput, weights, positions, mask)) {
      Agreement.require(
          "SmallUViT", y.value().toFloats(), theirs.getFirst().toFloatArray(), Agreement.TOLERANCE);
    }
    Tape tape = Tape.recording(passing, 0);
    store.clearGradients();
    Variable loss = loss(tape);
    tape.backward(loss);
    try (NDList theirs = theirStep()) {
      Agreement.requireStep("redmean loss", loss, parameters, theirs);
    }
  }

  private Variable loss(Tape tape) {
    Variable prediction = model.forward(tape.constant(input));
    return new PictureLoss.Redmean(false).of(prediction, tape.constant(target));
  }

  private NDList theirStep() {
    return torch.differentiate(
        "recolourer_step", theirInput, theirTarget, weights, positions, mask);
  }

  /** A training step of ours. */
  void train() {
    training.run(steps, Workload.LEARNING_RATE, this::loss);
    steps++;
  }

  /** A training step of the peer's. */
  void trainPeer() {
    try (NDList found = theirStep()) {
      optimiser.step(found);
    }
  }

  /** A forward pass of ours. */
  void infer() {
    passing.rewind();
    model.forward(Tape.inference(passing, 0).constant(input));
  }

  /** A forward pass of the peer's. */
  void inferPeer() {
    torch.infer("recolour", theirInput, weights, positions, mask).close();
  }

  /** The model. */
  Recolourer model() {
    return model;
  }

  /** The input. */
  Tensor input() {
    return input;
  }

  @Override
  public void close() {
    training.close();
    passing.close();
    lasting.close();
  }
}
