package org.sinopia.train.inference;

import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.xrf.cube.MissingPixels;

/**
 * Keeps missing pixels out of a recolouring: a model looks at the neighbourhood of each pixel, so a
 * pixel without data gets the latent of the nearest one that has some, by steps along rows and
 * columns of what the model sees at a time; where no pixel there has any, the mean latent.
 */
final class MissingLatents {
  private static final int[][] STEPS = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};

  private MissingLatents() {}

  /** Fills the latents of a whole scan's missing pixels, in place. */
  static void fill(LatentImage latent, MissingPixels missing) {
    fill(LatentBand.whole(latent), 0, latent.height(), missing);
  }

  /**
   * Fills, in place, the latents of missing pixels in some rows of a scan.
   *
   * @param from the first row
   * @param to the row after the last
   */
  static void fill(LatentBand band, int from, int to, MissingPixels missing) {
    if (missing.count() == 0) {
      return;
    }
    LatentImage latent = band.image();
    int[] source = nearest(from, to, latent.width(), missing);
    int start = (from - band.first()) * latent.width();
    float[] values = latent.values();
    for (int c = 0; c < latent.channels(); c++) {
      int plane = c * latent.pixels() + start;
      for (int i = 0; i < source.length; i++) {
        values[plane + i] = source[i] < 0 ? 0 : values[plane + source[i]];
      }
    }
  }

  /** For each pixel of some rows the nearest that is not missing, itself if it is not; or -1. */
  private static int[] nearest(int from, int to, int width, MissingPixels missing) {
    int height = to - from;
    int[] source = new int[height * width];
    int[] border = new int[source.length];
    int end = 0;
    for (int i = 0; i < source.length; i++) {
      boolean valid = !missing.isMissing(from + i / width, i % width);
      source[i] = valid ? i : -1;
      if (valid) {
        border[end++] = i;
      }
    }
    for (int next = 0; next < end; next++) {
      int at = border[next];
      for (int[] step : STEPS) {
        int row = at / width + step[0];
        int column = at % width + step[1];
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        if (inside && source[row * width + column] < 0) {
          source[row * width + column] = source[at];
          border[end++] = row * width + column;
        }
      }
    }
    return source;
  }
}
