package org.sinopia.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.Shift;
import org.sinopia.tensor.op.SimilarityOp;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Draw;

/** Bytes that the ops of a training step leave on the Java heap, at sizes of the paper preset. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AllocationBenchmark {
  /** The op. */
  @Param({
    "layer_norm",
    "layer_norm_backward",
    "softmax",
    "softmax_backward",
    "bias_gelu",
    "bias_gelu_backward",
    "residual_drop_path",
    "gemm",
    "adamw",
    "attention",
    "attention_backward",
    "shifted_patch_tokens",
    "shifted_patch_tokens_backward",
    "redmean",
    "mean_squared_error",
    "poisson_nll",
    "gaussian_kl",
    "mmd",
    "ms_ssim",
    "ms_ssim_backward"
  })
  public String op;

  private static final int BATCH = 8;
  private static final int TOKENS = 256;
  private static final int WIDTH = 192;
  private static final int HEADS = 9;
  private static final int HEAD_WIDTH = 32;
  private static final int SIDE = 256;
  private static final int PATCH = 16;
  private static final int SCALES = 5;
  private static final int LATENT = 3;
  private static final double EPSILON = 1e-5;

  private final org.sinopia.tensor.Scope scope = org.sinopia.tensor.Scope.open(Device.cpu());
  private final Draw draw = Draw.of(List.of(1), 1);
  private Op made;

  /** Makes the operands; a forward has run where its backward is measured. */
  @Setup
  public void prepare() {
    made =
        switch (op) {
          case "attention", "attention_backward" -> attention(op.endsWith("backward"));
          case "shifted_patch_tokens", "shifted_patch_tokens_backward" ->
              tokens(op.endsWith("backward"));
          case "redmean", "ms_ssim", "ms_ssim_backward" -> image();
          case "mean_squared_error", "poisson_nll", "gaussian_kl", "mmd" -> loss();
          default -> rows();
        };
  }

  private Op rows() {
    int rows = BATCH * TOKENS;
    Tensor x = draw.tensor(scope, rows, WIDTH);
    Tensor gradY = draw.tensor(scope, rows, WIDTH);
    Tensor gamma = draw.tensor(scope, WIDTH);
    Tensor beta = draw.tensor(scope, WIDTH);
    Tensor y = scope.empty(rows, WIDTH);
    Tensor mean = scope.empty(rows);
    Tensor rstd = scope.empty(rows);
    Op norm = new NormalisationOp.LayerNorm(x, gamma, beta, EPSILON, y, mean, rstd);
    norm.run();
    return switch (op) {
      case "layer_norm" -> norm;
      case "layer_norm_backward" ->
          new NormalisationOp.LayerNormBackward(
              x,
              gamma,
              mean,
              rstd,
              gradY,
              scope.emptyLike(x),
              scope.emptyLike(gamma),
              scope.emptyLike(beta));
      case "softmax" -> new NormalisationOp.Softmax(x, y);
      case "softmax_backward" -> new NormalisationOp.SoftmaxBackward(y, gradY, scope.emptyLike(x));
      case "bias_gelu" ->
          new ElementwiseOp.BiasActivation(UnaryFunction.GELU, x, beta, Dropout.NONE, y);
      case "bias_gelu_backward" ->
          new ElementwiseOp.BiasActivationBackward(
              UnaryFunction.GELU,
              x,
              beta,
              Dropout.NONE,
              gradY,
              scope.emptyLike(x),
              scope.emptyLike(beta));
      case "residual_drop_path" ->
          new ElementwiseOp.ResidualDropPath(x, gradY, beta, Dropout.NONE, Dropout.NONE, y);
      case "gemm" ->
          new MatrixOp.Gemm(x, false, draw.tensor(scope, WIDTH, WIDTH), true, 1, 0, beta, y);
      case "adamw" ->
          new OptimiserOp.AdamW(
              x,
              gradY,
              scope.zeros(rows, WIDTH),
              scope.zeros(rows, WIDTH),
              1e-3,
              0.9,
              0.999,
              1e-8,
              0.01,
              10);
      default -> throw new IllegalArgumentException(op);
    };
  }

  private Op attention(boolean backward) {
    Tensor qkv = draw.tensor(scope, BATCH, TOKENS, 3 * HEADS * HEAD_WIDTH);
    Tensor theta = scope.full(-Math.log(HEAD_WIDTH) / 2, 1);
    Tensor out = scope.empty(BATCH, TOKENS, HEADS * HEAD_WIDTH);
    Tensor logSumExp = scope.empty(BATCH, HEADS, TOKENS);
    Op forward =
        new AttentionOp.LocalityAttention(qkv, HEADS, theta, true, Dropout.NONE, out, logSumExp);
    if (!backward) {
      return forward;
    }
    forward.run();
    return new AttentionOp.LocalityAttentionBackward(
        qkv,
        HEADS,
        theta,
        true,
        Dropout.NONE,
        out,
        logSumExp,
        draw.tensor(scope, BATCH, TOKENS, HEADS * HEAD_WIDTH),
        scope.emptyLike(qkv),
        scope.emptyLike(theta));
  }

  private Op tokens(boolean backward) {
    int features = 5 * 3 * PATCH * PATCH;
    Tensor x = draw.tensor(scope, BATCH, 3, SIDE, SIDE);
    Tensor gamma = draw.tensor(scope, features);
    Tensor tokens = scope.empty(BATCH, TOKENS, features);
    Tensor mean = scope.empty(BATCH, TOKENS);
    Tensor rstd = scope.empty(BATCH, TOKENS);
    Op forward =
        new PatchOp.ShiftedPatchTokens(
            x,
            PATCH,
            Shift.DIAGONAL,
            gamma,
            draw.tensor(scope, features),
            EPSILON,
            tokens,
            mean,
            rstd);
    if (!backward) {
      return forward;
    }
    forward.run();
    return new PatchOp.ShiftedPatchTokensBackward(
        x,
        PATCH,
        Shift.DIAGONAL,
        gamma,
        mean,
        rstd,
        draw.tensor(scope, BATCH, TOKENS, features),
        scope.emptyLike(x),
        scope.emptyLike(gamma),
        scope.emptyLike(gamma));
  }

  private Op image() {
    Tensor a = draw.tensor(scope, BATCH, 3, SIDE, SIDE);
    Tensor b = draw.tensor(scope, BATCH, 3, SIDE, SIDE);
    return switch (op) {
      case "redmean" -> new LossOp.Redmean(a, b, false, null, scope.empty(), scope.emptyLike(a));
      case "ms_ssim" -> new SimilarityOp.MsSsim(a, b, SCALES, scope.empty(BATCH));
      case "ms_ssim_backward" ->
          new SimilarityOp.MsSsimBackward(
              a, b, SCALES, draw.tensor(scope, BATCH), scope.emptyLike(a));
      default -> throw new IllegalArgumentException(op);
    };
  }

  private Op loss() {
    int rows = op.equals("mmd") ? TOKENS : BATCH * TOKENS;
    int columns = op.equals("mmd") ? LATENT : WIDTH;
    Tensor x = draw.tensor(scope, rows, columns);
    Tensor y = draw.tensor(scope, rows, columns);
    Tensor loss = scope.empty();
    Tensor gradient = scope.emptyLike(x);
    return switch (op) {
      case "mean_squared_error" -> new LossOp.MeanSquaredError(x, y, loss, gradient);
      case "poisson_nll" -> new LossOp.PoissonNll(x, y, loss, gradient);
      case "gaussian_kl" -> new LossOp.GaussianKl(x, y, loss, gradient, scope.emptyLike(y));
      case "mmd" -> new LossOp.Mmd(x, y, loss, gradient);
      default -> throw new IllegalArgumentException(op);
    };
  }

  /** The op alone. */
  @Benchmark
  public void ours() {
    made.run();
  }
}
