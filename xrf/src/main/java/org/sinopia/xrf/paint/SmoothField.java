package org.sinopia.xrf.paint;

import java.util.Arrays;
import org.sinopia.xrf.RandomStream;

/**
 * A smooth random picture with mean 0 and variance 1, close to Gaussian: a sum of plane waves of
 * equal weight with random directions, phases and wavelengths.
 */
final class SmoothField {

  private static final int WAVES = 20;

  // Waves are far longer than this, so that between its nodes a straight line will do.
  private static final int SPACING = 4;

  private SmoothField() {}

  /**
   * Draws a field.
   *
   * @param random where chance comes from
   * @param shortest shortest wavelength in pixels, at least 8
   * @param longest longest wavelength in pixels
   * @return [height · width], row by row
   */
  static float[] draw(RandomStream random, int height, int width, double shortest, double longest) {
    double[] alongX = new double[WAVES];
    double[] alongY = new double[WAVES];
    double[] phase = new double[WAVES];
    double ratio = StrictMath.log(longest / shortest);
    for (int i = 0; i < WAVES; i++) {
      double direction = 2 * Math.PI * random.uniform();
      double frequency = 2 * Math.PI / (shortest * StrictMath.exp(ratio * random.uniform()));
      alongX[i] = frequency * StrictMath.cos(direction);
      alongY[i] = frequency * StrictMath.sin(direction);
      phase[i] = 2 * Math.PI * random.uniform();
    }
    int rows = (height - 1) / SPACING + 2;
    int columns = (width - 1) / SPACING + 2;
    double[] nodes = new double[rows * columns];
    double scale = Math.sqrt(2.0 / WAVES);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        double sum = 0;
        for (int i = 0; i < WAVES; i++) {
          sum += StrictMath.cos(SPACING * (alongX[i] * x + alongY[i] * y) + phase[i]);
        }
        nodes[y * columns + x] = scale * sum;
      }
    }
    float[] field = new float[height * width];
    for (int y = 0; y < height; y++) {
      int above = y / SPACING * columns;
      double down = (double) (y % SPACING) / SPACING;
      for (int x = 0; x < width; x++) {
        int at = above + x / SPACING;
        double right = (double) (x % SPACING) / SPACING;
        double upper = nodes[at] + right * (nodes[at + 1] - nodes[at]);
        double lower =
            nodes[at + columns] + right * (nodes[at + columns + 1] - nodes[at + columns]);
        field[y * width + x] = (float) (upper + down * (lower - upper));
      }
    }
    return field;
  }

  /**
   * The pixels where a field is largest.
   *
   * @param share of all pixels, 0 to 1
   */
  static boolean[] largest(float[] field, double share) {
    boolean[] mask = new boolean[field.length];
    int wanted = (int) (share * field.length);
    if (wanted > 0) {
      float[] sorted = field.clone();
      Arrays.sort(sorted);
      float limit = sorted[field.length - wanted];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = field[i] >= limit;
      }
    }
    return mask;
  }
}
