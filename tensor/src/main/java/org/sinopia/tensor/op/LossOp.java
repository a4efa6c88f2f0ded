package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Tensor;

/**
 * Scalar losses, each computed together with its gradient by the prediction, as {@code loss} alone
 * would pass over the same data.
 */
public sealed interface LossOp extends Op {
  /**
   * CompuPhase's redmean colour distance (T. Riemersma), for RGB in [0, 1]. With r̄ =
   * 255·(R₁+R₂)/2: d² = (2 + r̄/256)·ΔR² + 4·ΔG² + (2 + (255−r̄)/256)·ΔB². loss = the mean over
   * pixels and batch of √(d² + 1e-12), or of d² + 1e-12 if {@code squared}.
   *
   * @param prediction [B, 3, H, W]
   * @param target as prediction
   * @param distance [B, H, W], the map that is averaged, or null if not wanted
   * @param loss scalar
   * @param gradient as prediction: ∂loss/∂prediction, r̄'s dependence included, or null if not
   *     wanted
   */
  record Redmean(
      Tensor prediction,
      Tensor target,
      boolean squared,
      Tensor distance,
      Tensor loss,
      Tensor gradient)
      implements LossOp {
    /** Added to d², so that the distance has a gradient, 0, between equal colours. */
    public static final double EPSILON = 1e-12;

    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this)
              .real()
              .shape(
                  "prediction",
                  prediction,
                  OperandChecks.ANY,
                  3,
                  OperandChecks.ANY,
                  OperandChecks.ANY);
      int[] e = prediction.shape().extents();
      door.same("target", target, prediction.shape())
          .shape("distance", distance, e[0], e[2], e[3])
          .scalar("loss", loss)
          .same("gradient", gradient, prediction.shape())
          .distinct();
    }

    @Override
    public Redmean with(Operands o) {
      return new Redmean(
          o.in(prediction), o.in(target), squared, o.out(distance), o.out(loss), o.out(gradient));
    }

    @Override
    public long flops() {
      return 25L * prediction.elements() / 3;
    }
  }

  /**
   * loss = the mean over all elements of (prediction − target)²; gradient = 2(prediction −
   * target)/n, or null if not wanted.
   */
  record MeanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor gradient)
      implements LossOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .same("target", target, prediction.shape())
          .scalar("loss", loss)
          .same("gradient", gradient, prediction.shape())
          .distinct();
    }

    @Override
    public MeanSquaredError with(Operands o) {
      return new MeanSquaredError(o.in(prediction), o.in(target), o.out(loss), o.out(gradient));
    }

    @Override
    public long flops() {
      return 5L * prediction.elements();
    }
  }

  /**
   * Negative log-likelihood of counts under Poisson rates e^x, without its constant: loss = the
   * mean over all elements of e^x − t·x; gradient = (e^x − t)/n, or null if not wanted.
   */
  record PoissonNll(Tensor logRate, Tensor target, Tensor loss, Tensor gradient) implements LossOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .same("target", target, logRate.shape())
          .scalar("loss", loss)
          .same("gradient", gradient, logRate.shape())
          .distinct();
    }

    @Override
    public PoissonNll with(Operands o) {
      return new PoissonNll(o.in(logRate), o.in(target), o.out(loss), o.out(gradient));
    }

    @Override
    public long flops() {
      return 6L * logRate.elements();
    }
  }

  /**
   * Kullback–Leibler divergence of N(μ, σ²) from N(0, I) (Kingma and Welling 2013, arXiv 1312.6114,
   * appendix B): loss = the mean over rows of −½ Σ_d (1 + log σ² − μ² − σ²); gradients by μ and log
   * σ²: μ/B and ½(σ² − 1)/B.
   *
   * @param mu [B, d]
   * @param logvar [B, d], log σ²
   * @param gradMu as mu, or null if not wanted
   * @param gradLogvar as logvar, or null if not wanted
   */
  record GaussianKl(Tensor mu, Tensor logvar, Tensor loss, Tensor gradMu, Tensor gradLogvar)
      implements LossOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .shape("mu", mu, OperandChecks.ANY, OperandChecks.ANY)
          .same("logvar", logvar, mu.shape())
          .scalar("loss", loss)
          .same("gradMu", gradMu, mu.shape())
          .same("gradLogvar", gradLogvar, mu.shape())
          .distinct();
    }

    @Override
    public GaussianKl with(Operands o) {
      return new GaussianKl(o.in(mu), o.in(logvar), o.out(loss), o.out(gradMu), o.out(gradLogvar));
    }

    @Override
    public long flops() {
      return 8L * mu.elements();
    }
  }

  /**
   * Biased squared maximum mean discrepancy (Gretton et al. 2012; InfoVAE, arXiv 1706.02262)
   * between samples z and prior: mean k(z, z′) + mean k(p, p′) − 2 mean k(z, p), all pairs counted,
   * with the inverse multiquadratic kernel k(a, b) = C/(C + |a−b|²), C = 2·d·s, averaged over s in
   * {@link #SCALES}. Never forms the matrix of pairs.
   *
   * @param z [n, d]
   * @param prior [m, d]
   * @param gradZ as z: ∂loss/∂z, or null if not wanted
   */
  record Mmd(Tensor z, Tensor prior, Tensor loss, Tensor gradZ) implements LossOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .shape("z", z, OperandChecks.ANY, OperandChecks.ANY)
          .shape("prior", prior, OperandChecks.ANY, z.shape().extent(1))
          .scalar("loss", loss)
          .same("gradZ", gradZ, z.shape())
          .distinct();
    }

    @Override
    public Mmd with(Operands o) {
      return new Mmd(o.in(z), o.in(prior), o.out(loss), o.out(gradZ));
    }

    @Override
    public long flops() {
      return (long) (z.shape().extent(0) + prior.shape().extent(0))
          * (z.shape().extent(0) + prior.shape().extent(0))
          * (3L * z.shape().extent(1) + 3L * SCALES.size());
    }

    /** The factors s of the kernel's width. */
    public static final List<Double> SCALES = List.of(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0);
  }
}
