package org.sinopia.train.inference;

import java.util.ArrayDeque;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.xrf.cube.MissingPixels;

/**
 * Keeps missing pixels out of a recolouring: a model looks at the neighbourhood of each pixel, so a
 * pixel without data gets the latent of the nearest one that has some, by steps along rows and
 * columns.
 */
final class MissingLatents {

  private MissingLatents() {}

  /** Fills the latents of missing pixels, in place; at least one pixel is not missing. */
  public static void fill(LatentImage latent, MissingPixels missing) {
    if (missing.count() == 0) {
      return;
    }
    int height = latent.height();
    int width = latent.width();
    int[] source = new int[height * width];
    ArrayDeque<Integer> border = new ArrayDeque<>();
    for (int i = 0; i < source.length; i++) {
      boolean valid = !missing.isMissing(i / width, i % width);
      source[i] = valid ? i : -1;
      if (valid) {
        border.add(i);
      }
    }
    int[][] steps = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
    while (!border.isEmpty()) {
      int at = border.remove();
      for (int[] step : steps) {
        int row = at / width + step[0];
        int column = at % width + step[1];
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        if (inside && source[row * width + column] < 0) {
          source[row * width + column] = source[at];
          border.add(row * width + column);
        }
      }
    }
    for (int c = 0; c < latent.channels(); c++) {
      int plane = c * height * width;
      for (int i = 0; i < source.length; i++) {
        latent.values()[plane + i] = latent.values()[plane + source[i]];
      }
    }
  }
}
