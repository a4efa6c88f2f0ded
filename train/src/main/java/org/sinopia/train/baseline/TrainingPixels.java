package org.sinopia.train.baseline;

import java.io.IOException;
import java.util.List;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.PairsFolder;
import org.sinopia.train.data.PairsManifest;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.picture.Picture;

/**
 * Pixels drawn from the pairs that recolourers are trained on: from each of at most {@value
 * #MAX_PICTURES} pictures, spread evenly over the list, equally many at random, with replacement.
 */
final class TrainingPixels {
  private static final int MAX_PICTURES = 256;

  private final int channels;
  private final float[] latents;
  private final float[] colours;

  private TrainingPixels(int channels, float[] latents, float[] colours) {
    this.channels = channels;
    this.latents = latents;
    this.colours = colours;
  }

  /**
   * Draws.
   *
   * @param channels of the latents
   * @param most how many pixels at most, at least one of each picture
   */
  static TrainingPixels draw(PairsFolder pairs, int channels, int most, long seed)
      throws IOException {
    List<PairsManifest.Entry> all = pairs.of(ImageSplit.TRAIN);
    int pictures = Math.min(MAX_PICTURES, all.size());
    int each = Math.max(1, most / pictures);
    float[] latents = new float[pictures * each * channels];
    float[] colours = new float[pictures * each * 3];
    for (int p = 0; p < pictures; p++) {
      PairsManifest.Entry entry = all.get((int) ((long) p * all.size() / pictures));
      float[] latent = pairs.latent(entry, channels).values();
      float[] picture = pairs.picture(entry).map(Picture::planes).orElseThrow();
      int pixels = entry.height() * entry.width();
      RandomStream random = new RandomStream(seed, p, 0);
      for (int i = 0; i < each; i++) {
        int pixel = random.below(pixels);
        // One of each picture after another, so that any beginning is of all pictures.
        int at = i * pictures + p;
        take(latent, pixel, pixels, latents, at * channels, channels);
        take(picture, pixel, pixels, colours, at * 3, 3);
      }
    }
    return new TrainingPixels(channels, latents, colours);
  }

  private static void take(
      float[] planes, int pixel, int pixels, float[] into, int at, int channels) {
    for (int c = 0; c < channels; c++) {
      into[at + c] = planes[c * pixels + pixel];
    }
  }

  int count() {
    return colours.length / 3;
  }

  int channels() {
    return channels;
  }

  /** [count, channels]. */
  float[] latents() {
    return latents;
  }

  /** [count, 3], sRGB-encoded, in [0, 1]. */
  float[] colours() {
    return colours;
  }
}
