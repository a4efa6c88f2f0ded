package org.sinopia.xrf.picture;

import org.sinopia.xrf.colour.LinearRgb;
import org.sinopia.xrf.colour.Srgb;

/**
 * Pictures made smaller: each new pixel has the mean of the light of the area it covers, pixels cut
 * by its edges in proportion.
 */
public final class Shrinking {
  private Shrinking() {}

  /**
   * A picture whose shorter side is at most a number of pixels, in the same proportions to the
   * nearest pixel; the picture itself if it is small enough.
   *
   * @param shorterSide at least 1
   */
  public static Picture toShorterSide(Picture picture, int shorterSide) {
    if (shorterSide < 1) {
      throw new IllegalArgumentException("side is " + shorterSide + ", expected at least 1");
    }
    int shorter = Math.min(picture.height(), picture.width());
    if (shorter <= shorterSide) {
      return picture;
    }
    double scale = (double) shorterSide / shorter;
    int height = (int) Math.round(picture.height() * scale);
    int width = (int) Math.round(picture.width() * scale);
    float[] light = light(picture.planes());
    float[] narrow = along(light, 3 * picture.height(), picture.width(), width, 1);
    float[] planes = new float[3 * height * width];
    for (int plane = 0; plane < 3; plane++) {
      float[] tall = new float[picture.height() * width];
      System.arraycopy(narrow, plane * tall.length, tall, 0, tall.length);
      float[] small = along(tall, width, picture.height(), height, width);
      System.arraycopy(small, 0, planes, plane * small.length, small.length);
    }
    return Picture.of(height, width, encoded(planes));
  }

  /**
   * Means along one direction.
   *
   * @param values runs of numbers
   * @param runs how many runs
   * @param from length of a run
   * @param to its new length, no longer
   * @param stride distance of neighbours in a run: 1 for runs one after another, otherwise the
   *     number of runs, which lie side by side
   */
  private static float[] along(float[] values, int runs, int from, int to, int stride) {
    float[] means = new float[runs * to];
    double cover = (double) from / to;
    for (int run = 0; run < runs; run++) {
      int start = stride == 1 ? run * from : run;
      int target = stride == 1 ? run * to : run;
      for (int i = 0; i < to; i++) {
        double low = i * cover;
        double high = Math.min(from, low + cover);
        double sum = 0;
        for (int j = (int) low; j < high; j++) {
          sum += (Math.min(high, j + 1.0) - Math.max(low, j)) * values[start + j * stride];
        }
        means[target + i * stride] = (float) (sum / (high - low));
      }
    }
    return means;
  }

  private static float[] light(float[] planes) {
    float[] light = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      light[i] = (float) new Srgb(planes[i], 0, 0).toLinear().r();
    }
    return light;
  }

  private static float[] encoded(float[] light) {
    for (int i = 0; i < light.length; i++) {
      light[i] = (float) Math.clamp(new LinearRgb(light[i], 0, 0).toSrgb().r(), 0.0, 1.0);
    }
    return light;
  }
}
