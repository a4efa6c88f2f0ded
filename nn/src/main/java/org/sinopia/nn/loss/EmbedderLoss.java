package org.sinopia.nn.loss;

import java.util.Optional;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Binary;
import org.sinopia.autograd.op.GaussianKl;
import org.sinopia.autograd.op.MeanSquaredError;
import org.sinopia.autograd.op.Mmd;
import org.sinopia.autograd.op.PoissonNll;
import org.sinopia.autograd.op.Scale;
import org.sinopia.autograd.op.Unary;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.nn.model.VariationalEmbedder.Latent;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp;

/**
 * L = L_rec + β(t)·L_KL + λ(t)·L_MMD + γ(t)·L_clust of a {@link VariationalEmbedder} at epoch t:
 * β-VAE and InfoVAE (Zhao, Song, Ermon 2017, arXiv 1706.02262) with the clustering term of DCN
 * (1610.04794); the divergence is VaDE's (1611.05148) if the embedder's prior is a mixture. The
 * discrepancy is from N(0, I) in both cases.
 */
public final class EmbedderLoss {
  private final EmbedderLossConfig config;

  /** With weights from a configuration. */
  public EmbedderLoss(EmbedderLossConfig config) {
    this.config = config;
  }

  /**
   * The scalars that the loss consists of; each is there whatever its weight.
   *
   * @param reconstruction L_rec
   * @param kl L_KL
   * @param mmd L_MMD
   * @param cluster L_clust, or none without centroids
   * @param total L
   */
  public record Terms(
      Variable reconstruction,
      Variable kl,
      Variable mmd,
      Optional<Variable> cluster,
      Variable total) {}

  /**
   * The loss of a batch, with the latents' noise and the prior's sample drawn from the tape.
   *
   * @param spectra [B, bins], square roots of spectra of unit area
   * @param centroids [K, latent], or none before there are any
   * @param epoch counted from 0
   */
  public Terms of(
      VariationalEmbedder embedder, Variable spectra, Optional<Tensor> centroids, int epoch) {
    Tape tape = spectra.tape();
    int batch = spectra.shape().extent(0);
    Tensor noise = tape.scope().empty(batch, embedder.config().latent());
    new RandomOp.Normal(tape.seed(), tape.nextStream(), noise).run();
    Tensor prior = tape.scope().emptyLike(noise);
    new RandomOp.Normal(tape.seed(), tape.nextStream(), prior).run();
    return of(embedder, spectra, noise, prior, centroids, epoch);
  }

  /**
   * The loss of a batch.
   *
   * @param noise [B, latent], ε of z = μ + σ·ε
   * @param prior [M, latent], a sample of N(0, I)
   */
  public Terms of(
      VariationalEmbedder embedder,
      Variable spectra,
      Tensor noise,
      Tensor prior,
      Optional<Tensor> centroids,
      int epoch) {
    Latent latent = embedder.encode(spectra);
    Variable z = embedder.sample(latent, noise);
    Variable decoded = embedder.decode(z);
    Variable reconstruction =
        switch (config.reconstruction()) {
          case MEAN_SQUARED_ERROR -> MeanSquaredError.of(decoded, spectra);
          case POISSON -> PoissonNll.of(decoded, Unary.square(spectra));
        };
    Variable kl =
        embedder
            .prior()
            .map(mixture -> mixture.kl(latent.mu(), latent.logvar(), z))
            .orElseGet(() -> GaussianKl.of(latent.mu(), latent.logvar()));
    Variable mmd = Mmd.of(z, spectra.tape().constant(prior));
    Optional<Variable> cluster = centroids.map(c -> ClusterLoss.of(z, c));
    Variable total = plus(reconstruction, config.beta().at(epoch), kl);
    total = plus(total, config.lambda().at(epoch), mmd);
    if (cluster.isPresent()) {
      total = plus(total, config.gamma().at(epoch), cluster.get());
    }
    return new Terms(reconstruction, kl, mmd, cluster, total);
  }

  private static Variable plus(Variable total, double weight, Variable term) {
    return weight == 0 ? total : Binary.add(total, Scale.of(weight, term));
  }
}
