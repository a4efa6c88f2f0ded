package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Tensor;

/**
 * How alike two images [B, C, H, W] are. Local means μ, variances σ² and covariances are those
 * under a {@link GaussianWindow} around the pixel; its reflected border needs sides of at least 6
 * pixels.
 */
public sealed interface SimilarityOp extends Op {
  /**
   * The five local moments that SSIM and UIQI are made of: the windowed means of a, b, a², b², a·b,
   * in that order.
   *
   * @param moments [B, C, 5, H, W]
   */
  record GaussianMoments(Tensor a, Tensor b, Tensor moments) implements SimilarityOp {
    @Override
    public void check() {
      int[] e = a.shape().extents();
      new OperandChecks(this)
          .real()
          .images(a, b)
          .windowed(a)
          .shape("moments", moments, e[0], e[1], 5, e[2], e[3])
          .distinct();
    }

    @Override
    public GaussianMoments with(Operands o) {
      return new GaussianMoments(o.in(a), o.in(b), o.out(moments));
    }

    @Override
    public long flops() {
      return 22L * moments.elements();
    }
  }

  /**
   * Structural similarity per image (Wang et al. 2004): the mean over channels and all pixels of
   * (2μ_a·μ_b + C₁)(2σ_ab + C₂) / ((μ_a² + μ_b² + C₁)(σ_a² + σ_b² + C₂)), C₁ = 0.01², C₂ = 0.03²
   * for values in [0, 1].
   *
   * @param perImage [B]
   */
  record Ssim(Tensor a, Tensor b, Tensor perImage) implements SimilarityOp {
    /** Keeps the comparison of means stable near black. */
    public static final double C1 = 0.01 * 0.01;

    /** Keeps the comparison of variances stable where the image is flat. */
    public static final double C2 = 0.03 * 0.03;

    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .images(a, b)
          .windowed(a)
          .shape("perImage", perImage, a.shape().extent(0))
          .distinct();
    }

    @Override
    public Ssim with(Operands o) {
      return new Ssim(o.in(a), o.in(b), o.out(perImage));
    }

    @Override
    public long flops() {
      return 150L * a.elements();
    }
  }

  /** Backward of {@link Ssim} for a: gradA[i] = gradPerImage[b]·∂perImage[b]/∂a[i]. */
  record SsimBackward(Tensor a, Tensor b, Tensor gradPerImage, Tensor gradA)
      implements SimilarityOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .images(a, b)
          .windowed(a)
          .shape("gradPerImage", gradPerImage, a.shape().extent(0))
          .same("gradA", gradA, a.shape())
          .distinct();
    }

    @Override
    public SsimBackward with(Operands o) {
      return new SsimBackward(o.in(a), o.in(b), o.in(gradPerImage), o.out(gradA));
    }

    @Override
    public long flops() {
      return 300L * a.elements();
    }
  }

  /**
   * Multi-scale SSIM per image (Wang, Simoncelli, Bovik 2003) in torchmetrics' conventions. Between
   * scales both images are pooled ({@link ImageOp.MeanPool2}). At each scale but the last, cs is
   * the mean of (2σ_ab + C₂)/(σ_a² + σ_b² + C₂) over channels and the pixels at least 5 from the
   * border; at the last, the {@link Ssim} over all pixels. perImage = Π max(mean_s, 0)^w_s, with w
   * = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333) for five scales as published, though they sum to
   * 1.0001; for fewer the first of them, divided by their sum.
   *
   * @param scales 1 to 5; the shorter side is at least 11·2^(scales−1) pixels: 176 for five
   * @param perImage [B]
   */
  record MsSsim(Tensor a, Tensor b, int scales, Tensor perImage) implements SimilarityOp {
    private static final List<Double> WEIGHTS = List.of(0.0448, 0.2856, 0.3001, 0.2363, 0.1333);

    /**
     * The exponent of a scale, 0 the finest, of {@code scales}: of five the published one, of fewer
     * that divided by the sum of the first {@code scales}.
     */
    public static double weight(int scale, int scales) {
      if (scales == WEIGHTS.size()) {
        return WEIGHTS.get(scale);
      }
      double sum = WEIGHTS.stream().limit(scales).mapToDouble(Double::doubleValue).sum();
      return WEIGHTS.get(scale) / sum;
    }

    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .images(a, b)
          .scales(a, scales)
          .shape("perImage", perImage, a.shape().extent(0))
          .distinct();
    }

    @Override
    public MsSsim with(Operands o) {
      return new MsSsim(o.in(a), o.in(b), scales, o.out(perImage));
    }

    @Override
    public long flops() {
      return 200L * a.elements();
    }
  }

  /**
   * Backward of {@link MsSsim} for a. Where a factor was clipped to 0 the gradient of its image is
   * 0.
   */
  record MsSsimBackward(Tensor a, Tensor b, int scales, Tensor gradPerImage, Tensor gradA)
      implements SimilarityOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .images(a, b)
          .scales(a, scales)
          .shape("gradPerImage", gradPerImage, a.shape().extent(0))
          .same("gradA", gradA, a.shape())
          .distinct();
    }

    @Override
    public MsSsimBackward with(Operands o) {
      return new MsSsimBackward(o.in(a), o.in(b), scales, o.in(gradPerImage), o.out(gradA));
    }

    @Override
    public long flops() {
      return 400L * a.elements();
    }
  }

  /**
   * Universal image quality index per image (Wang and Bovik 2002) in torchmetrics' conventions: the
   * mean over channels and the pixels at least 5 from the border of 4μ_a·μ_b·σ_ab / ((μ_a² +
   * μ_b²)(σ_a² + σ_b²) + 2⁻⁵²). Sides are at least 11.
   *
   * @param perImage [B]
   */
  record Uiqi(Tensor a, Tensor b, Tensor perImage) implements SimilarityOp {
    /** Makes the index 0 where both images are flat or black. */
    public static final double EPSILON = 0x1p-52;

    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .images(a, b)
          .windowed(a)
          .fits(
              Math.min(a.shape().extent(2), a.shape().extent(3)) >= 11,
              "a is " + a.shape() + ": sides of at least 11 pixels are needed")
          .shape("perImage", perImage, a.shape().extent(0))
          .distinct();
    }

    @Override
    public Uiqi with(Operands o) {
      return new Uiqi(o.in(a), o.in(b), o.out(perImage));
    }

    @Override
    public long flops() {
      return 150L * a.elements();
    }
  }
}
