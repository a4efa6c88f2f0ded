package org.sinopia.train.embedder;

import java.util.Arrays;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.CountScaling;

/** Posterior means of spectra. */
final class Latents {
  private static final int BATCH = 4096;

  private Latents() {}

  /**
   * Embeds spectra, a batch at a time.
   *
   * @param spectra [n, bins], scaled as the embedder expects
   * @param pass rewound before each batch
   * @return [n, latent]
   */
  static float[] of(VariationalEmbedder embedder, float[] spectra, Scope pass) {
    int bins = embedder.config().bins();
    int latent = embedder.config().latent();
    int n = spectra.length / bins;
    float[] latents = new float[n * latent];
    for (int from = 0; from < n; from += BATCH) {
      int count = Math.min(BATCH, n - from);
      float[] part = Arrays.copyOfRange(spectra, from * bins, (from + count) * bins);
      pass.rewind();
      float[] mu =
          embedder
              .means(new Spectra.Counted(pass.of(part, count, bins)), CountScaling.NONE, pass)
              .toFloats();
      System.arraycopy(mu, 0, latents, from * latent, mu.length);
    }
    return latents;
  }
}
