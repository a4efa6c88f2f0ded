package org.sinopia.bench.gpu;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * Ops at sizes that fill a GPU, or at a sixteenth of them. The peers in {@code
 * bench/peers/kernels.py} have the same names and sizes.
 */
final class KernelCases {
  private static final int DIM = 768;
  private static final int HEADS = 12;
  private static final int HEAD = 32;
  private static final int TOKENS = 1024;

  private final Scope scope;
  private final int share;
  private long stream;

  /**
   * One op.
   *
   * @param name that of its peer
   * @param bytes that it must move at least
   * @param flops of its definition
   */
  record Case(String name, long bytes, long flops, Op op) {}

  /** Operands live in {@code scope}. */
  KernelCases(Scope scope, boolean small) {
    this.scope = scope;
    this.share = small ? 16 : 1;
  }

  private Tensor draw(int... extents) {
    Tensor tensor = scope.empty(extents);
    new RandomOp.Uniform(1, stream++, tensor).run();
    return tensor;
  }

  List<Case> all() {
    return List.of(
        copy(),
        gemm(),
        layerNorm(),
        softmax(),
        gelu(),
        attention(),
        convolution(),
        redmean(),
        ssim(),
        adamW());
  }

  private Case copy() {
    Tensor x = draw(1 << 26 >> (share == 1 ? 0 : 8));
    return new Case("copy", 8L * x.elements(), 0, new LayoutOp.Cast(x, scope.emptyLike(x)));
  }

  private Case gemm() {
    int n = 4096 / share;
    Op op = new MatrixOp.Gemm(draw(n, n), false, draw(n, n), true, 1, 0, null, scope.empty(n, n));
    return new Case("gemm", 12L * n * n, 2L * n * n * n, op);
  }

  private Case layerNorm() {
    Tensor x = draw(32768 / share, DIM);
    int rows = x.shape().extent(0);
    Op op =
        new NormalisationOp.LayerNorm(
            x,
            draw(DIM),
            draw(DIM),
            1e-5,
            scope.emptyLike(x),
            scope.empty(rows),
            scope.empty(rows));
    return new Case("layer_norm", 8L * x.elements(), 8L * x.elements(), op);
  }

  private Case softmax() {
    Tensor x = draw(32768 / share, DIM);
    return new Case(
        "softmax",
        8L * x.elements(),
        5L * x.elements(),
        new NormalisationOp.Softmax(x, scope.emptyLike(x)));
  }

  private Case gelu() {
    Tensor x = draw(32768 / share, DIM);
    Op op =
        new ElementwiseOp.BiasActivation(
            UnaryFunction.GELU, x, draw(DIM), Dropout.NONE, scope.emptyLike(x));
    return new Case("bias_gelu", 8L * x.elements(), 10L * x.elements(), op);
  }

  private Case attention() {
    int n = TOKENS / share;
    int batch = 8;
    Tensor qkv = draw(batch, n, 3 * HEADS * HEAD);
    Op op =
        new AttentionOp.LocalityAttention(
            qkv,
            HEADS,
            scope.of(new double[] {-0.5 * Math.log(HEAD)}, 1),
            true,
            Dropout.NONE,
            scope.empty(batch, n, HEADS * HEAD),
            scope.empty(batch, HEADS, n));
    return new Case(
        "attention", 16L * batch * n * HEADS * HEAD, 4L * batch * HEADS * n * n * HEAD, op);
  }

  private Case convolution() {
    int side = 256 / share;
    int channels = 64 / share;
    Tensor x = draw(8, channels, side, side);
    Op op =
        new ImageOp.Conv3x3(x, draw(channels, channels, 3, 3), draw(channels), scope.emptyLike(x));
    return new Case("conv3x3", 8L * x.elements(), 18L * channels * x.elements(), op);
  }

  private Case redmean() {
    Tensor x = draw(32, 3, 512 / share, 512 / share);
    Op op =
        new LossOp.Redmean(
            x, draw(x.shape().extents()), false, null, scope.empty(), scope.emptyLike(x));
    return new Case("redmean", 12L * x.elements(), 10L * x.elements(), op);
  }

  private Case ssim() {
    Tensor a = draw(32, 3, 512 / share, 512 / share);
    Op op = new ImageOp.Ssim(a, draw(a.shape().extents()), scope.empty(32));
    return new Case("ssim", 8L * a.elements(), 2L * 2 * 11 * 5 * a.elements(), op);
  }

  private Case adamW() {
    Tensor p = draw((1 << 24) / share);
    Op op =
        new OptimiserOp.AdamW(
            p,
            draw(p.elements()),
            draw(p.elements()),
            draw(p.elements()),
            1e-3,
            0.9,
            0.999,
            1e-8,
            1e-2,
            10);
    return new Case("adamw", 28L * p.elements(), 14L * p.elements(), op);
  }
}
