package org.sinopia.bench.peers;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.LocalityAttention;
import org.sinopia.autograd.op.MsSsim;
import org.sinopia.autograd.op.Redmean;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.GaussianWindow;
import org.sinopia.tensor.op.RandomOp;

/**
 * One op forward and backward, ours and PyTorch's. The peer's methods return the scalar and its
 * gradients, in the order of our variables.
 */
final class OpPeer implements AutoCloseable {
  private static final double TOLERANCE = 2e-3;

  private final TorchScript torch;
  private final Scope lasting;
  private final Scope passing;
  private final String method;
  private final List<Tensor> inputs;
  private final Tensor upstream;
  private final Function<List<Variable>, Variable> op;
  private final Object[] arguments;

  /** Ours: an op of differentiable inputs, and the gradient of its output (null for a scalar's). */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private OpPeer(
      TorchScript torch,
      Scope lasting,
      String method,
      List<Tensor> inputs,
      Tensor upstream,
      Function<List<Variable>, Variable> op,
      Object... arguments) {
    this.torch = torch;
    this.lasting = lasting;
    this.passing = Scope.open(Device.cpu());
    this.method = method;
    this.inputs = inputs;
    this.upstream = upstream;
    this.op = op;
    this.arguments = arguments;
  }

  /** Redmean of 8 pictures of 256×256. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static OpPeer redmean(TorchScript torch) {
    Scope scope = Scope.open(Device.cpu());
    Tensor a = uniform(scope, 0, 8, 3, 256, 256);
    Tensor b = uniform(scope, 1, 8, 3, 256, 256);
    return new OpPeer(
        torch,
        scope,
        "redmean_step",
        List.of(a),
        null,
        v -> Redmean.of(v.getFirst(), v.getFirst().tape().constant(b), false),
        torch.variable(a),
        torch.array(b));
  }

  /** MS-SSIM of 8 pictures of 256×256. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static OpPeer msSsim(TorchScript torch) {
    Scope scope = Scope.open(Device.cpu());
    Tensor a = uniform(scope, 0, 8, 3, 256, 256);
    Tensor b = uniform(scope, 1, 8, 3, 256, 256);
    float[] window = new float[2 * GaussianWindow.RADIUS + 1];
    IntStream.range(0, window.length)
        .forEach(i -> window[i] = (float) GaussianWindow.weight(i - GaussianWindow.RADIUS));
    return new OpPeer(
        torch,
        scope,
        "ms_ssim_step",
        List.of(a),
        null,
        v -> Reduce.mean(MsSsim.of(v.getFirst(), v.getFirst().tape().constant(b), 5)),
        torch.variable(a),
        torch.array(b),
        torch.array(window, window.length));
  }

  /** Locality self-attention of 8 samples, 9 heads of 32. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static OpPeer attention(TorchScript torch, int tokens) {
    Scope scope = Scope.open(Device.cpu());
    Tensor qkv = scope.empty(8, tokens, 3 * 9 * 32);
    new RandomOp.Normal(1, 0, qkv).run();
    Tensor theta = scope.full(-0.5 * Math.log(32), 1);
    Tensor upstream = uniform(scope, 1, 8, tokens, 9 * 32);
    PtNDArray mask = RecolourerPeer.mask(torch, tokens);
    return new OpPeer(
        torch,
        scope,
        "attention_step",
        List.of(qkv, theta),
        upstream,
        v -> LocalityAttention.of(v.get(0), 9, v.get(1), true, Dropout.NONE),
        torch.variable(qkv),
        torch.variable(theta),
        mask,
        torch.array(upstream));
  }

  private static Tensor uniform(Scope scope, int stream, int... extents) {
    Tensor values = scope.empty(extents);
    new RandomOp.Uniform(1, stream, values).run();
    return values;
  }

  /**
   * Compares the gradients.
   *
   * @throws IllegalStateException if they differ
   */
  void agree() {
    List<Variable> ours = ours();
    try (NDList theirs = peers()) {
      for (int i = 0; i < ours.size(); i++) {
        Agreement.require(
            method + ", gradient " + i,
            ours.get(i).gradient().toFloats(),
            theirs.get(i + 1).toFloatArray(),
            TOLERANCE);
      }
    }
  }

  private List<Variable> ours() {
    passing.rewind();
    Tape tape = Tape.recording(passing, 0);
    List<Variable> variables = inputs.stream().map(tape::variable).toList();
    Variable result = op.apply(variables);
    if (upstream == null) {
      tape.backward(result);
    } else {
      tape.backward(result, upstream);
    }
    return variables;
  }

  private NDList peers() {
    return torch.differentiate(method, arguments);
  }

  /** Forward and backward by us. */
  void run() {
    ours();
  }

  /** Forward and backward by the peer. */
  void runPeer() {
    peers().close();
  }

  @Override
  public void close() {
    passing.close();
    lasting.close();
  }
}
