package org.sinopia.train.baseline;

import org.sinopia.train.data.pairs.LatentImage;

/** A function from a pixel's latent to its colour. */
@FunctionalInterface
interface PixelColours {
  /** Pixels of a picture looked at together. */
  int BATCH = 16_384;

  /**
   * Colours of latents.
   *
   * @param latents [count, channels]
   * @return [count, 3]
   */
  float[] of(float[] latents, int count);

  /** The colours of a whole picture, [3, height, width]. */
  default float[] of(LatentImage latent) {
    int pixels = latent.pixels();
    int channels = latent.channels();
    float[] planes = new float[3 * pixels];
    for (int from = 0; from < pixels; from += BATCH) {
      int count = Math.min(BATCH, pixels - from);
      float[] batch = new float[count * channels];
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < count; i++) {
          batch[i * channels + c] = latent.values()[c * pixels + from + i];
        }
      }
      float[] found = of(batch, count);
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < count; i++) {
          planes[c * pixels + from + i] = found[i * 3 + c];
        }
      }
    }
    return planes;
  }
}
