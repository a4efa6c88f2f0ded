package org.sinopia.train.inference;

import java.util.function.LongConsumer;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.random.Philox;
import org.sinopia.train.data.pairs.LatentImage;

/**
 * How far colours are from certain: their spread over recolourings of latents drawn from the
 * embedder's posterior, z = μ + σ·ε with ε from N(0, I), by a recolourer whose dropout is at work
 * (Gal and Ghahramani 2016, "Dropout as a Bayesian approximation", arXiv 1506.02142).
 */
final class ColourSpread {
  /** Normal numbers drawn from one stream. */
  private static final int STREAM = 1 << 20;

  private ColourSpread() {}

  /**
   * The root of the mean over red, green and blue of the variance over samples, of each pixel.
   *
   * @param model what {@code tiles} applies; in evaluation mode again afterwards
   * @param samples how many recolourings, at least 2
   * @param seed of all chance
   * @param done is told how many pixels more of a sample are done
   * @return [height, width], in units of sRGB-encoded components in [0, 1], to which colours are
   *     clamped
   */
  public static float[] of(
      Recolourer model,
      TiledRecolourer tiles,
      CubeEmbedder.Posterior posterior,
      Device device,
      int samples,
      long seed,
      LongConsumer done) {
    if (samples < 2) {
      throw new IllegalArgumentException("samples is " + samples + ", expected at least 2");
    }
    LatentImage mu = posterior.mean();
    int pixels = mu.pixels();
    float[] mean = new float[3 * pixels];
    float[] squares = new float[3 * pixels];
    model.train();
    try {
      for (int n = 0; n < samples; n++) {
        float[] colours = tiles.recolour(draw(posterior, device, seed, n), seed(seed, n), done);
        // Welford 1962: a running mean, and squared distances from it that do not cancel.
        for (int i = 0; i < colours.length; i++) {
          float colour = Math.clamp(colours[i], 0f, 1f);
          float before = colour - mean[i];
          mean[i] += before / (n + 1);
          squares[i] += before * (colour - mean[i]);
        }
      }
    } finally {
      model.eval();
    }
    float[] spread = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      double sum = (double) squares[i] + squares[pixels + i] + squares[2 * pixels + i];
      spread[i] = (float) Math.sqrt(sum / (3.0 * (samples - 1)));
    }
    return spread;
  }

  private static LatentImage draw(
      CubeEmbedder.Posterior posterior, Device device, long seed, int sample) {
    LatentImage mu = posterior.mean();
    float[] z = mu.values().clone();
    float[] sigma = posterior.deviation().values();
    int streams = Math.ceilDiv(z.length, STREAM);
    try (Scope scope = Scope.open(device)) {
      for (int s = 0; s < streams; s++) {
        int from = s * STREAM;
        scope.rewind();
        Tensor noise = scope.empty(Math.min(STREAM, z.length - from));
        new RandomOp.Normal(seed, (long) sample * streams + s, noise).run();
        float[] epsilon = noise.toFloats();
        for (int i = 0; i < epsilon.length; i++) {
          z[from + i] += sigma[from + i] * epsilon[i];
        }
      }
    }
    return new LatentImage(mu.channels(), mu.height(), mu.width(), z);
  }

  private static long seed(long seed, int sample) {
    int[] words = new int[4];
    Philox.block(seed, Long.MIN_VALUE, sample, words, 0);
    return Integer.toUnsignedLong(words[0]) | (long) words[1] << Integer.SIZE;
  }
}
