package org.sinopia.train.embedder;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.train.data.spectra.SpectrumDraw;

/** Posterior means of spectra. */
final class Latents {
  private static final int BATCH = 4096;

  private Latents() {}

  /**
   * Embeds spectra, a batch at a time.
   *
   * @param draw spectra, scaled as the embedder expects
   * @param pass rewound before each batch
   * @return [n, latent]
   */
  static float[] of(VariationalEmbedder embedder, SpectrumDraw draw, Scope pass) {
    int bins = embedder.config().bins();
    int latent = embedder.config().latent();
    float[] spectra = draw.spectra();
    float[] contexts = embedder.config().context() ? draw.contexts() : null;
    int n = draw.count();
    float[] latents = new float[n * latent];
    for (int from = 0; from < n; from += BATCH) {
      int count = Math.min(BATCH, n - from);
      pass.rewind();
      Tensor batch = part(spectra, from, count, bins, pass);
      float[] mu;
      if (contexts == null) {
        mu =
            embedder
                .means(new Spectra.Counted(batch), CountScaling.NONE, Optional.empty(), pass)
                .toFloats();
      } else {
        // Spectra of many scans: each has its own context.
        Tape tape = Tape.inference(pass, 0);
        Tensor context = part(contexts, from, count, embedder.config().contextWidth(), pass);
        mu =
            embedder
                .encode(tape.constant(batch), Optional.of(tape.constant(context)))
                .mu()
                .value()
                .toFloats();
      }
      System.arraycopy(mu, 0, latents, from * latent, mu.length);
    }
    return latents;
  }

  /** Rows {@code from} to {@code from + count} of [n, width], as a tensor. */
  static Tensor part(float[] rows, int from, int count, int width, Scope pass) {
    MemorySegment part =
        MemorySegment.ofArray(rows)
            .asSlice((long) from * width * Float.BYTES, (long) count * width * Float.BYTES);
    return pass.empty(count, width).set(part);
  }
}
