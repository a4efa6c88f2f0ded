package org.sinopia.train.embedder;

import java.lang.foreign.MemorySegment;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
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
      MemorySegment part =
          MemorySegment.ofArray(spectra)
              .asSlice((long) from * bins * Float.BYTES, (long) count * bins * Float.BYTES);
      pass.rewind();
      Tensor counts = pass.empty(count, bins).set(part);
      float[] mu = embedder.means(new Spectra.Counted(counts), CountScaling.NONE, pass).toFloats();
      System.arraycopy(mu, 0, latents, from * latent, mu.length);
    }
    return latents;
  }
}
