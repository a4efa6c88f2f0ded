package org.sinopia.bench.gpu;

import java.util.List;
import org.sinopia.kernels.vendor.VendorLibrary;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.Shift;
import org.sinopia.tensor.op.SimilarityOp;

/** The ops on pictures, as {@link KernelCases}. */
final class PictureCases {
  private static final int PATCH = 16;
  private static final double EPSILON = 1e-5;
  private static final int SCALES = 5;

  private PictureCases() {}

  static List<KernelCase> all() {
    return List.of(
        KernelCase.of("shifted_patches", PictureCases::tokens),
        KernelCase.of("shifted_patches_backward", PictureCases::tokensBackward),
        KernelCase.of(
            "unpatchify",
            o -> {
              Tensor image = pictures(o);
              int tokens = image.shape().extent(2) * image.shape().extent(3) / (PATCH * PATCH);
              return new PatchOp.Unpatchify(
                  o.draw(image.shape().extent(0), tokens, 3 * PATCH * PATCH), PATCH, image);
            }),
        KernelCase.of("conv3x3", PictureCases::convolution).by(VendorLibrary.CUDNN),
        KernelCase.of("conv3x3_backward", PictureCases::convolutionBackward)
            .by(VendorLibrary.CUDNN),
        KernelCase.of(
            "redmean",
            o -> {
              Tensor x = pictures(o);
              return new LossOp.Redmean(x, o.drawLike(x), false, null, o.empty(), o.emptyLike(x));
            }),
        KernelCase.of("ssim", o -> new SimilarityOp.Ssim(pictures(o), pictures(o), perImage(o))),
        KernelCase.of(
            "ssim_backward",
            o -> {
              Tensor a = pictures(o);
              return new SimilarityOp.SsimBackward(
                  a, o.drawLike(a), o.drawLike(perImage(o)), o.emptyLike(a));
            }),
        KernelCase.of(
            "ms_ssim", o -> new SimilarityOp.MsSsim(pictures(o), pictures(o), SCALES, perImage(o))),
        KernelCase.of(
            "ms_ssim_backward",
            o -> {
              Tensor a = pictures(o);
              return new SimilarityOp.MsSsimBackward(
                  a, o.drawLike(a), SCALES, o.drawLike(perImage(o)), o.emptyLike(a));
            }),
        KernelCase.of("uiqi", o -> new SimilarityOp.Uiqi(pictures(o), pictures(o), perImage(o))));
  }

  private static int batch(Operands operands) {
    return operands.extent(32, 1);
  }

  private static Tensor pictures(Operands operands) {
    int side = operands.extent(512, 176);
    return operands.draw(batch(operands), 3, side, side);
  }

  private static Tensor perImage(Operands operands) {
    return operands.empty(batch(operands));
  }

  private static PatchOp.ShiftedPatchTokens tokens(Operands operands) {
    Tensor x = pictures(operands);
    int batch = batch(operands);
    int tokens = x.shape().extent(2) * x.shape().extent(3) / (PATCH * PATCH);
    int features = Shift.DIAGONAL.copies() * 3 * PATCH * PATCH;
    return new PatchOp.ShiftedPatchTokens(
        x,
        PATCH,
        Shift.DIAGONAL,
        operands.draw(features),
        operands.draw(features),
        EPSILON,
        operands.empty(batch, tokens, features),
        operands.empty(batch, tokens),
        operands.empty(batch, tokens));
  }

  private static Op tokensBackward(Operands operands) {
    PatchOp.ShiftedPatchTokens forward = tokens(operands);
    forward.run();
    return new PatchOp.ShiftedPatchTokensBackward(
        forward.x(),
        PATCH,
        Shift.DIAGONAL,
        forward.gamma(),
        forward.mean(),
        forward.rstd(),
        operands.drawLike(forward.tokens()),
        operands.emptyLike(forward.x()),
        operands.emptyLike(forward.gamma()),
        operands.emptyLike(forward.beta()));
  }

  private static Tensor maps(Operands operands) {
    int side = operands.extent(256, 16);
    return operands.draw(8, operands.extent(64, 4), side, side);
  }

  private static Op convolution(Operands operands) {
    Tensor x = maps(operands);
    int channels = x.shape().extent(1);
    return new ImageOp.Conv3x3(
        x, operands.draw(channels, channels, 3, 3), operands.draw(channels), operands.emptyLike(x));
  }

  private static Op convolutionBackward(Operands operands) {
    Tensor x = maps(operands);
    int channels = x.shape().extent(1);
    Tensor weight = operands.draw(channels, channels, 3, 3);
    return new ImageOp.Conv3x3Backward(
        x,
        weight,
        operands.drawLike(x),
        operands.emptyLike(x),
        operands.emptyLike(weight),
        operands.empty(channels));
  }
}
