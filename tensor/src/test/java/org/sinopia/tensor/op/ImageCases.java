package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/** Pooling and image quality on drawn images. */
final class ImageCases {
  private ImageCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("mean_pool2", ImageOp.MeanPool2.class, 1e-6, true, ImageCases::meanPool2),
        new OpCase(
            "mean_pool2_backward",
            ImageOp.MeanPool2Backward.class,
            1e-6,
            true,
            ImageCases::meanPool2Backward),
        new OpCase(
            "gaussian_moments",
            SimilarityOp.GaussianMoments.class,
            1e-6,
            false,
            ImageCases::gaussianMoments),
        new OpCase("ssim", SimilarityOp.Ssim.class, 1e-5, false, ImageCases::ssim),
        new OpCase(
            "ssim_backward",
            SimilarityOp.SsimBackward.class,
            1e-4,
            false,
            ImageCases::ssimBackward),
        new OpCase("ms_ssim", SimilarityOp.MsSsim.class, 1e-5, false, ImageCases::msSsim),
        new OpCase(
            "ms_ssim_backward",
            SimilarityOp.MsSsimBackward.class,
            1e-4,
            false,
            ImageCases::msSsimBackward),
        new OpCase("uiqi", SimilarityOp.Uiqi.class, 1e-5, false, ImageCases::uiqi));
  }

  private static Op meanPool2(Scope scope, Draw draw) {
    int[] e = {draw.size(1, 3), draw.size(1, 3), draw.size(2, 70), draw.size(2, 70)};
    return new ImageOp.MeanPool2(
        draw.tensor(scope, e), scope.empty(e[0], e[1], e[2] / 2, e[3] / 2));
  }

  private static Op meanPool2Backward(Scope scope, Draw draw) {
    int[] e = {draw.size(1, 3), draw.size(1, 3), draw.size(2, 70), draw.size(2, 70)};
    return new ImageOp.MeanPool2Backward(
        draw.tensor(scope, e[0], e[1], e[2] / 2, e[3] / 2), scope.empty(e));
  }

  private static Op gaussianMoments(Scope scope, Draw draw) {
    ImagePair images = images(scope, draw, 6, 40);
    int[] e = images.a().shape().extents();
    return new SimilarityOp.GaussianMoments(
        images.a(), images.b(), scope.empty(e[0], e[1], 5, e[2], e[3]));
  }

  private static Op ssim(Scope scope, Draw draw) {
    ImagePair images = images(scope, draw, 6, 40);
    return new SimilarityOp.Ssim(images.a(), images.b(), scope.empty(images.a().shape().extent(0)));
  }

  private static Op ssimBackward(Scope scope, Draw draw) {
    ImagePair images = images(scope, draw, 6, 40);
    return new SimilarityOp.SsimBackward(
        images.a(),
        images.b(),
        images.gradPerImage(scope, draw),
        scope.empty(images.a().shape().extents()));
  }

  private static Op msSsim(Scope scope, Draw draw) {
    int scales = draw.size(1, 3);
    ImagePair images = images(scope, draw, 11 << (scales - 1), 50);
    return new SimilarityOp.MsSsim(
        images.a(), images.b(), scales, scope.empty(images.a().shape().extent(0)));
  }

  private static Op msSsimBackward(Scope scope, Draw draw) {
    int scales = draw.size(1, 3);
    ImagePair images = images(scope, draw, 11 << (scales - 1), 50);
    return new SimilarityOp.MsSsimBackward(
        images.a(),
        images.b(),
        scales,
        images.gradPerImage(scope, draw),
        scope.empty(images.a().shape().extents()));
  }

  private static Op uiqi(Scope scope, Draw draw) {
    ImagePair images = images(scope, draw, 11, 40);
    return new SimilarityOp.Uiqi(images.a(), images.b(), scope.empty(images.a().shape().extent(0)));
  }

  private static ImagePair images(Scope scope, Draw draw, int least, int most) {
    int batch = draw.size(1, 2);
    int channels = draw.size(1, 3);
    return ImagePair.draw(
        scope, draw, batch, channels, draw.size(least, most), draw.size(least, most));
  }

  /** Two images of the same scene. */
  record ImagePair(Tensor a, Tensor b) {
    /**
     * A ramp with noise, and the same with other noise; either may be none, so that flat, smooth,
     * equal and rough images come up, bright and dark ones. The images share at least as much as
     * they do not: the similarity of unrelated images is about 0, where MS-SSIM's gradient can be
     * any number.
     */
    static ImagePair draw(Scope scope, Draw draw, int batch, int channels, int height, int width) {
      int[] extents = {batch, channels, height, width};
      double level = draw.choice(0.02, 0.5, 0.9);
      double rise = draw.choice(0.0, 0.01, 0.3);
      double own = draw.choice(0.0, 0.003, 0.1);
      double shared = own + draw.choice(0.0, 0.003, 0.1);
      double[] common = draw.values(batch * channels * height * width, -shared, shared + 1e-9);
      double[] a = draw.values(common.length, -own, own + 1e-9);
      double[] b = draw.values(common.length, -own, own + 1e-9);
      for (int i = 0; i < common.length; i++) {
        double row = (double) (i / width % height) / height;
        double column = (double) (i % width) / width;
        double scene = level + rise * (row - 0.5 * column * column) + common[i];
        a[i] = (float) (scene + a[i]);
        b[i] = (float) (scene + b[i]);
      }
      return new ImagePair(scope.of(a, extents), scope.of(b, extents));
    }

    /**
     * Of such magnitude that the terms of a pixel's gradient, which cancel between images that are
     * nearly alike, are of the order of 1.
     */
    Tensor gradPerImage(Scope scope, Draw draw) {
      int batch = a.shape().extent(0);
      double pixels = (double) a.elements() / batch;
      return draw.tensorBetween(-pixels / 5, pixels / 5, scope, batch);
    }
  }
}
