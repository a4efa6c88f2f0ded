package org.sinopia.xrf.painting;

/** Gaussian blur of planes, the edge pixels repeated beyond the edges. */
final class Blur {

  private Blur() {}

  /**
   * Blurs three planes.
   *
   * @param planes three planes of height x width, not changed
   * @param sigma standard deviation in pixels
   */
  static float[] gaussian(float[] planes, int height, int width, double sigma) {
    int reach = (int) Math.ceil(2.5 * sigma);
    double[] weights = new double[reach + 1];
    double total = 0;
    for (int i = 0; i <= reach; i++) {
      weights[i] = StrictMath.exp(-0.5 * i * i / (sigma * sigma));
      total += i == 0 ? weights[i] : 2 * weights[i];
    }
    float[] across = new float[planes.length];
    float[] blurred = new float[planes.length];
    int rows = planes.length / width;
    for (int row = 0; row < rows; row++) {
      for (int x = 0; x < width; x++) {
        double sum = weights[0] * planes[row * width + x];
        for (int i = 1; i <= reach; i++) {
          float left = planes[row * width + Math.max(0, x - i)];
          float right = planes[row * width + Math.min(width - 1, x + i)];
          sum += weights[i] * (left + right);
        }
        across[row * width + x] = (float) (sum / total);
      }
    }
    for (int row = 0; row < rows; row++) {
      int first = row / height * height;
      for (int x = 0; x < width; x++) {
        double sum = weights[0] * across[row * width + x];
        for (int i = 1; i <= reach; i++) {
          float above = across[Math.max(first, row - i) * width + x];
          float below = across[Math.min(first + height - 1, row + i) * width + x];
          sum += weights[i] * (above + below);
        }
        blurred[row * width + x] = (float) (sum / total);
      }
    }
    return blurred;
  }
}
