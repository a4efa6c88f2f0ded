package org.sinopia.nn.layer;

import java.util.List;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Reshape;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.Weight;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.ReduceFunction;

/**
 * A learnable mixture of K Gaussians with diagonal covariance as the prior of a latent of d
 * dimensions (VaDE, Jiang et al. 2016, arXiv 1611.05148): logits [K] of the components' shares,
 * mean [K, d], logvar [K, d].
 */
public final class GaussianMixture extends Module {
  private final int components;
  private final int dimensions;
  private final Weight logits;
  private final Weight mean;
  private final Weight logvar;

  /** Equal shares, unit variances, means drawn from N(0, I). */
  public GaussianMixture(int components, int dimensions) {
    this.components = components;
    this.dimensions = dimensions;
    logits = weight("logits", Initialiser.ZEROS, components);
    mean = weight("mean", new Initialiser.Normal(1), components, dimensions);
    logvar = weight("logvar", Initialiser.ZEROS, components, dimensions);
  }

  /**
   * Puts the components on centroids [K, d], as found by K-means.
   *
   * @param variance of every component
   */
  public void start(Tensor centroids, double variance) {
    new ElementwiseOp.Axpby(1, centroids, 0, mean.parameter().value()).run();
    new ElementwiseOp.Fill(StrictMath.log(variance), logvar.parameter().value()).run();
    new ElementwiseOp.Fill(0, logits.parameter().value()).run();
  }

  /**
   * The logarithms of the shares p(c|z) that components have in points (equation 16).
   *
   * @param z [B, d]
   * @return [B, K]
   */
  public Variable logResponsibilities(Variable z) {
    Tape tape = z.tape();
    Variable logvariance = logvar.on(tape);
    Variable square = Unary.square(Binary.subtract(rows(z), mean.on(tape)));
    Variable scaled = Binary.multiply(square, Unary.exp(Unary.negate(logvariance)));
    Variable density = Scale.of(-0.5, Reduce.sum(Binary.add(scaled, logvariance), 2));
    return logSoftmax(Binary.add(density, logits.on(tape)));
  }

  /**
   * Kullback–Leibler divergence of q(z, c|x) from p(z, c), the mean over the batch (the terms of
   * equation 12 but for reconstruction). With γ the responsibilities, π the shares, m_c and s²_c
   * the components: Σ_c γ_c·½ Σ_d (log s²_c + (σ² + (μ−m_c)²)/s²_c) − ½ Σ_d (1 + log σ²) + Σ_c
   * γ_c·(log γ_c − log π_c).
   *
   * @param mu [B, d]
   * @param logSigma2 [B, d], log σ²
   * @param z [B, d], a sample of N(μ, σ²)
   */
  public Variable kl(Variable mu, Variable logSigma2, Variable z) {
    Tape tape = z.tape();
    Variable logGamma = logResponsibilities(z);
    Variable logPi = logSoftmax(logits.on(tape));
    Variable logvariance = logvar.on(tape);
    Variable spread =
        Binary.add(
            rows(Unary.exp(logSigma2)), Unary.square(Binary.subtract(rows(mu), mean.on(tape))));
    Variable cross =
        Binary.add(logvariance, Binary.multiply(spread, Unary.exp(Unary.negate(logvariance))));
    Variable perComponent =
        Binary.add(Scale.of(0.5, Reduce.sum(cross, 2)), Binary.subtract(logGamma, logPi));
    Variable mixture = Reduce.sum(Binary.multiply(Unary.exp(logGamma), perComponent), 1);
    Variable entropy =
        Scale.of(0.5, Reduce.sum(Binary.add(logSigma2, tape.constant(tape.scope().scalar(1))), 1));
    return Reduce.mean(Binary.subtract(mixture, entropy));
  }

  /** How many components there are. */
  public int components() {
    return components;
  }

  private Variable rows(Variable z) {
    return Reshape.of(z, z.shape().extent(0), 1, dimensions);
  }

  /** log of softmax over the innermost axis, finite where softmax itself would be 0. */
  private static Variable logSoftmax(Variable x) {
    List<Integer> inner = List.of(-1);
    Variable most = Reduce.of(ReduceFunction.MAX, x, inner, true).detach();
    Variable shifted = Binary.subtract(x, most);
    Variable sum = Reduce.of(ReduceFunction.SUM, Unary.exp(shifted), inner, true);
    return Binary.subtract(shifted, Unary.log(sum));
  }
}
