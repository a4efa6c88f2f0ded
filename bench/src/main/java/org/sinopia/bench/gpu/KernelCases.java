package org.sinopia.bench.gpu;

import java.util.List;
import java.util.stream.Stream;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.kernels.vendor.VendorLibrary;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * Every family of kernels that PyTorch can do too. {@code bench/peers/kernels.py} has the same
 * cases by the same names, at the same sizes, in the same order.
 */
final class KernelCases {
  private static final int DIM = 768;
  private static final int HEADS = 12;
  private static final int HEAD = 32;
  private static final double EPSILON = 1e-5;
  private static final Dropout DROPOUT = Dropout.standard(0.1, 1, 2);

  private KernelCases() {}

  static List<KernelCase> all() {
    return Stream.of(
            products(), rows(), attention(), PictureCases.all(), PointCases.all(), optimiser())
        .flatMap(List::stream)
        .toList();
  }

  private static List<KernelCase> products() {
    KernelCase gemm = KernelCase.of("gemm", KernelCases::gemm).by(VendorLibrary.CUBLAS);
    return List.of(
        KernelCase.of("copy", KernelCases::copy),
        gemm,
        new KernelCase("gemm_tf32", Precision.TF32, gemm.library(), gemm.make()),
        new KernelCase("gemm_bf16", Precision.BF16, gemm.library(), gemm.make()),
        KernelCase.of("linear", KernelCases::linear).by(VendorLibrary.CUBLAS));
  }

  private static Op copy(Operands operands) {
    Tensor x = operands.draw(operands.extent(1 << 26, 1 << 18));
    return new LayoutOp.Cast(x, operands.emptyLike(x));
  }

  private static Op gemm(Operands operands) {
    int n = operands.extent(4096, 256);
    return MatrixOp.Gemm.linear(
        operands.draw(n, n), operands.draw(n, n), null, operands.empty(n, n));
  }

  private static Op linear(Operands operands) {
    Tensor x = wide(operands);
    return MatrixOp.Gemm.linear(
        x, operands.draw(DIM, DIM), operands.draw(DIM), operands.emptyLike(x));
  }

  private static Tensor wide(Operands operands) {
    return operands.draw(operands.extent(32768, 256), DIM);
  }

  private static List<KernelCase> rows() {
    return List.of(
        KernelCase.of("layer_norm", KernelCases::layerNorm),
        KernelCase.of("layer_norm_backward", KernelCases::layerNormBackward),
        KernelCase.of(
            "softmax",
            o -> {
              Tensor x = wide(o);
              return new NormalisationOp.Softmax(x, o.emptyLike(x));
            }),
        KernelCase.of(
            "softmax_backward",
            o -> {
              Tensor y = wide(o);
              return new NormalisationOp.SoftmaxBackward(y, o.drawLike(y), o.emptyLike(y));
            }),
        KernelCase.of(
            "bias_gelu",
            o -> {
              Tensor x = wide(o);
              return new ElementwiseOp.BiasActivation(
                  UnaryFunction.GELU, x, o.draw(DIM), Dropout.NONE, o.emptyLike(x));
            }),
        KernelCase.of(
            "bias_gelu_backward",
            o -> {
              Tensor x = wide(o);
              return new ElementwiseOp.BiasActivationBackward(
                  UnaryFunction.GELU,
                  x,
                  o.draw(DIM),
                  Dropout.NONE,
                  o.drawLike(x),
                  o.emptyLike(x),
                  o.empty(DIM));
            }),
        KernelCase.of("residual_dropout", KernelCases::residual));
  }

  private static NormalisationOp.LayerNorm layerNorm(Operands operands) {
    Tensor x = wide(operands);
    int rows = x.shape().extent(0);
    return new NormalisationOp.LayerNorm(
        x,
        operands.draw(DIM),
        operands.draw(DIM),
        EPSILON,
        operands.emptyLike(x),
        operands.empty(rows),
        operands.empty(rows));
  }

  private static Op layerNormBackward(Operands operands) {
    NormalisationOp.LayerNorm forward = layerNorm(operands);
    forward.run();
    return new NormalisationOp.LayerNormBackward(
        forward.x(),
        forward.gamma(),
        forward.mean(),
        forward.rstd(),
        operands.drawLike(forward.x()),
        operands.emptyLike(forward.x()),
        operands.empty(DIM),
        operands.empty(DIM));
  }

  private static Op residual(Operands operands) {
    Tensor x = wide(operands);
    return new ElementwiseOp.ResidualDropPath(
        x, operands.drawLike(x), operands.draw(DIM), DROPOUT, Dropout.NONE, operands.emptyLike(x));
  }

  private static List<KernelCase> attention() {
    return List.of(
        KernelCase.of("attention", KernelCases::attended),
        KernelCase.of("attention_bf16", KernelCases::attended).in(Precision.BF16),
        KernelCase.of("attention_backward", KernelCases::attentionBackward),
        KernelCase.of("attention_bf16_backward", KernelCases::attentionBackward)
            .in(Precision.BF16));
  }

  private static AttentionOp.LocalityAttention attended(Operands operands) {
    int batch = 8;
    int n = operands.extent(1024, 64);
    return new AttentionOp.LocalityAttention(
        operands.draw(batch, n, 3 * HEADS * HEAD),
        HEADS,
        operands.constant(-0.5 * Math.log(HEAD)),
        true,
        Dropout.NONE,
        operands.empty(batch, n, HEADS * HEAD),
        operands.empty(batch, HEADS, n));
  }

  private static Op attentionBackward(Operands operands) {
    AttentionOp.LocalityAttention forward = attended(operands);
    forward.run();
    return new AttentionOp.LocalityAttentionBackward(
        forward.qkv(),
        HEADS,
        forward.logTemperature(),
        true,
        Dropout.NONE,
        forward.out(),
        forward.logSumExp(),
        operands.drawLike(forward.out()),
        operands.emptyLike(forward.qkv()),
        operands.emptyLike(forward.logTemperature()));
  }

  private static List<KernelCase> optimiser() {
    return List.of(
        KernelCase.of(
            "adamw",
            o -> {
              Tensor p = o.draw(o.extent(1 << 24, 1 << 14));
              return new OptimiserOp.AdamW(
                  p, o.drawLike(p), o.drawLike(p), o.drawLike(p), 1e-3, 0.9, 0.999, 1e-8, 1e-2, 10);
            }));
  }
}
