package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.GaussianWindow;
import org.sinopia.tensor.op.SimilarityOp.GaussianMoments;
import org.sinopia.tensor.op.SimilarityOp.MsSsim;
import org.sinopia.tensor.op.SimilarityOp.MsSsimBackward;
import org.sinopia.tensor.op.SimilarityOp.Ssim;
import org.sinopia.tensor.op.SimilarityOp.SsimBackward;
import org.sinopia.tensor.op.SimilarityOp.Uiqi;

/** SSIM, MS-SSIM, UIQI and the moments they are made of: {@code similarity.cu}. */
public final class Similarity {
  private static final int THREADS = 256;
  private static final int TILE_ROWS = 16;
  private static final int TILE_COLUMNS = 32;
  private static final int GRADIENT_TILE = 16;
  private static final Kernel SUMS = new Kernel("similarity", "similarity_sums");
  private static final Kernel MEANS = new Kernel("similarity", "similarity_means");
  private static final Kernel PRODUCT = new Kernel("similarity", "similarity_product");
  private static final Kernel GRADIENT = new Kernel("similarity", "similarity_gradient");
  private static final Kernel MOMENTS = new Kernel("similarity", "gaussian_moments");

  private final KernelDevice device;

  /** For one device. */
  public Similarity(KernelDevice device) {
    this.device = device;
  }

  private enum Kind {
    CONTRAST(0),
    STRUCTURE(1),
    INDEX(2);

    /** The kernels' number for it. */
    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int margin() {
      return this == STRUCTURE ? 0 : GaussianWindow.RADIUS;
    }
  }

  /** Two images at one scale. */
  private record Scale(
      MemorySegment a, MemorySegment b, int images, int channels, int height, int width) {
    static Scale of(Tensor a, Tensor b) {
      int[] e = a.shape().extents();
      return new Scale(a.memory(), b.memory(), e[0], e[1], e[2], e[3]);
    }

    Scale halved(MemorySegment halfA, MemorySegment halfB) {
      return new Scale(halfA, halfB, images, channels, height / 2, width / 2);
    }

    long bytes() {
      return (long) Float.BYTES * images * channels * height * width;
    }

    Launch tiles(int rows, int columns) {
      return Launch.of(
          (width + columns - 1) / columns, (height + rows - 1) / rows, images * channels, THREADS);
    }

    int tilesPerImage() {
      Launch launch = tiles(TILE_ROWS, TILE_COLUMNS);
      return channels * launch.grid().x() * launch.grid().y();
    }

    double perPixel(Kind kind) {
      double rows = height - 2.0 * kind.margin();
      return 1 / (channels * rows * (width - 2.0 * kind.margin()));
    }

    Arguments arguments(Kind kind) {
      return new Arguments().int32(kind.code).address(a).address(b).int32(height).int32(width);
    }
  }

  /** Launches {@link Ssim}. */
  public void ssim(Ssim op) {
    mean(Kind.STRUCTURE, op.a(), op.b(), op.perImage());
  }

  /** Launches {@link Uiqi}. */
  public void uiqi(Uiqi op) {
    mean(Kind.INDEX, op.a(), op.b(), op.perImage());
  }

  private void mean(Kind kind, Tensor a, Tensor b, Tensor perImage) {
    Scale scale = Scale.of(a, b);
    MemorySegment partials =
        Scratch.take(device, (long) Double.BYTES * scale.images() * scale.tilesPerImage())[0];
    means(kind, scale, null, partials, perImage.memory());
  }

  /** The mean of each image; the halved images too, if there is a place for them. */
  private void means(
      Kind kind, Scale scale, Scale half, MemorySegment partials, MemorySegment means) {
    device.launch(
        SUMS,
        scale.tiles(TILE_ROWS, TILE_COLUMNS),
        scale
            .arguments(kind)
            .address(half == null ? MemorySegment.NULL : half.a())
            .address(half == null ? MemorySegment.NULL : half.b())
            .address(partials));
    device.launch(
        MEANS,
        Launch.of(scale.images(), THREADS),
        new Arguments()
            .address(partials)
            .int32(scale.tilesPerImage())
            .float64(scale.perPixel(kind))
            .address(means));
  }

  /** Launches {@link SsimBackward}. */
  public void ssimBackward(SsimBackward op) {
    gradient(
        Kind.STRUCTURE,
        Scale.of(op.a(), op.b()),
        op.gradPerImage().memory(),
        MemorySegment.NULL,
        op.gradA().memory());
  }

  private void gradient(
      Kind kind, Scale scale, MemorySegment factors, MemorySegment coarser, MemorySegment gradA) {
    device.launch(
        GRADIENT,
        scale.tiles(GRADIENT_TILE, GRADIENT_TILE),
        scale
            .arguments(kind)
            .int32(scale.channels())
            .address(factors)
            .float32(scale.perPixel(kind))
            .address(coarser)
            .address(gradA));
  }

  /** Launches {@link MsSsim}. */
  public void msSsim(MsSsim op) {
    Pyramid pyramid = new Pyramid(op.a(), op.b(), op.scales(), false);
    pyramid.product(null, op.perImage());
  }

  /** Launches {@link MsSsimBackward}. */
  public void msSsimBackward(MsSsimBackward op) {
    Pyramid pyramid = new Pyramid(op.a(), op.b(), op.scales(), true);
    pyramid.product(op.gradPerImage(), null);
    pyramid.gradient(op.gradA().memory());
  }

  /** The images at all scales, and the mean likeness of each scale and image. */
  private final class Pyramid {
    private final Scale[] scales;
    private final MemorySegment[] gradients;
    private final MemorySegment means;
    private final MemorySegment factors;

    Pyramid(Tensor a, Tensor b, int count, boolean backward) {
      this.scales = new Scale[count];
      this.gradients = new MemorySegment[count];
      scales[0] = Scale.of(a, b);
      int images = scales[0].images();
      long[] bytes = new long[3 + 3 * (count - 1)];
      bytes[0] = (long) Double.BYTES * images * scales[0].tilesPerImage();
      bytes[1] = (long) Float.BYTES * images * count;
      bytes[2] = backward ? bytes[1] : 0;
      Scale shape = scales[0];
      for (int s = 1; s < count; s++) {
        shape = shape.halved(MemorySegment.NULL, MemorySegment.NULL);
        Arrays.fill(bytes, 3 * s, 3 * s + 2, shape.bytes());
        bytes[3 * s + 2] = backward ? shape.bytes() : 0;
      }
      MemorySegment[] pieces = Scratch.take(device, bytes);
      this.means = pieces[1];
      this.factors = pieces[2];
      for (int s = 1; s < count; s++) {
        scales[s] = scales[s - 1].halved(pieces[3 * s], pieces[3 * s + 1]);
        gradients[s] = pieces[3 * s + 2];
      }
      for (int s = 0; s < count; s++) {
        Scale half = s + 1 < count ? scales[s + 1] : null;
        means(kind(s), scales[s], half, pieces[0], ofScale(means, s));
      }
    }

    private Kind kind(int scale) {
      return scale == scales.length - 1 ? Kind.STRUCTURE : Kind.CONTRAST;
    }

    private MemorySegment ofScale(MemorySegment values, int scale) {
      long bytes = (long) Float.BYTES * scales[0].images();
      return values.asSlice(scale * bytes, bytes);
    }

    void product(Tensor gradPerImage, Tensor perImage) {
      int images = scales[0].images();
      Arguments arguments =
          new Arguments()
              .address(means)
              .int32(images)
              .int32(scales.length)
              .float32s(weights())
              .tensor(gradPerImage)
              .tensor(perImage)
              .address(factors);
      device.launch(PRODUCT, Launch.of((images + 127) / 128, 128), arguments);
    }

    private float[] weights() {
      float[] weights = new float[5];
      for (int s = 0; s < scales.length; s++) {
        weights[s] = (float) MsSsim.weight(s, scales.length);
      }
      return weights;
    }

    /** From the coarsest scale to the finest. */
    void gradient(MemorySegment gradA) {
      MemorySegment coarser = MemorySegment.NULL;
      for (int s = scales.length - 1; s >= 0; s--) {
        MemorySegment to = s == 0 ? gradA : gradients[s];
        Similarity.this.gradient(kind(s), scales[s], ofScale(factors, s), coarser, to);
        coarser = to;
      }
    }
  }

  /** Launches {@link GaussianMoments}. */
  public void moments(GaussianMoments op) {
    Scale scale = Scale.of(op.a(), op.b());
    device.launch(
        MOMENTS,
        scale.tiles(TILE_ROWS, TILE_COLUMNS),
        new Arguments()
            .tensor(op.a())
            .tensor(op.b())
            .int32(scale.height())
            .int32(scale.width())
            .tensor(op.moments()));
  }
}
