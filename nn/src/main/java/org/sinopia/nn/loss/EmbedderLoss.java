package org.sinopia.nn.loss;

import java.util.Optional;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reshape;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.GaussianKl;
import org.sinopia.autograd.op.MeanSquaredError;
import org.sinopia.autograd.op.Mmd;
import org.sinopia.autograd.op.PoissonNll;
import org.sinopia.autograd.op.Redmean;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.nn.model.VariationalEmbedder.Latent;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp;

/**
 * L = L_rec + β(t)·L_KL + λ(t)·L_MMD + γ(t)·L_clust + δ(t)·L_col of a {@link VariationalEmbedder}
 * at epoch t: β-VAE and InfoVAE (Zhao, Song, Ermon 2017, arXiv 1706.02262) with the clustering term
 * of DCN (1610.04794); the divergence is VaDE's (1611.05148) if the embedder's prior is a mixture.
 * The discrepancy is from N(0, I) in both cases. L_col is the mean redmean distance of the colour
 * that the latent is told to have from the true one.
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
   * @param colour L_col, or none if colours are not told or not known
   * @param total L
   * @param latent what the spectra were encoded to
   */
  public record Terms(
      Variable reconstruction,
      Variable kl,
      Variable mmd,
      Optional<Variable> cluster,
      Optional<Variable> colour,
      Variable total,
      Latent latent) {}

  /**
   * A batch of spectra.
   *
   * @param spectra [B, bins], scaled
   * @param contexts [B, 2 · bins], the moments of each one's scan, where the embedder takes them
   * @param colours [B, 3], the true colours, where they are known
   */
  public record Sample(Variable spectra, Optional<Variable> contexts, Optional<Variable> colours) {
    /** Spectra of which nothing else is known. */
    public static Sample of(Variable spectra) {
      return new Sample(spectra, Optional.empty(), Optional.empty());
    }
  }

  /**
   * The loss of a batch, with the latents' noise and the prior's sample drawn from the tape.
   *
   * @param centroids [K, latent], or none before there are any
   * @param epoch counted from 0
   */
  public Terms of(
      VariationalEmbedder embedder, Sample sample, Optional<Tensor> centroids, int epoch) {
    Tape tape = sample.spectra().tape();
    int batch = sample.spectra().shape().extent(0);
    Tensor noise = tape.scope().empty(batch, embedder.config().latent());
    new RandomOp.Normal(tape.seed(), tape.nextStream(), noise).run();
    Tensor prior = tape.scope().emptyLike(noise);
    new RandomOp.Normal(tape.seed(), tape.nextStream(), prior).run();
    return of(embedder, sample, noise, prior, centroids, epoch);
  }

  /**
   * The loss of a batch.
   *
   * @param noise [B, latent], ε of z = μ + σ·ε
   * @param prior [M, latent], a sample of N(0, I)
   */
  public Terms of(
      VariationalEmbedder embedder,
      Sample sample,
      Tensor noise,
      Tensor prior,
      Optional<Tensor> centroids,
      int epoch) {
    Variable spectra = sample.spectra();
    Latent latent = embedder.encode(spectra, sample.contexts());
    Variable z = embedder.sample(latent, noise);
    Variable decoded = embedder.decode(z, sample.contexts());
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
    Optional<Variable> colour =
        sample.colours().flatMap(truth -> embedder.colours(z).map(told -> distance(told, truth)));
    Variable total = plus(reconstruction, config.beta().at(epoch), kl);
    total = plus(total, config.lambda().at(epoch), mmd);
    if (cluster.isPresent()) {
      total = plus(total, config.gamma().at(epoch), cluster.get());
    }
    if (colour.isPresent()) {
      total = plus(total, config.delta().at(epoch), colour.get());
    }
    return new Terms(reconstruction, kl, mmd, cluster, colour, total, latent);
  }

  /** Each colour is a picture of one pixel. */
  private static Variable distance(Variable told, Variable truth) {
    int batch = told.shape().extent(0);
    return Redmean.of(Reshape.of(told, batch, 3, 1, 1), Reshape.of(truth, batch, 3, 1, 1), false);
  }

  private static Variable plus(Variable total, double weight, Variable term) {
    return weight == 0 ? total : Binary.add(total, Scale.of(weight, term));
  }
}
