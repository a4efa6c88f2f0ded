package org.sinopia.tensor.op;

/**
 * The window of SSIM (Wang et al. 2004): 11×11 pixels, weighted by a Gaussian of σ = 1.5 normalised
 * to sum 1, so the product of a column and a row of eleven weights. Images are continued beyond
 * their border by reflection without repeating the edge pixel.
 */
public final class GaussianWindow {
  /** How far the window reaches from its centre, in pixels. */
  public static final int RADIUS = 5;

  private static final double SIGMA = 1.5;
  private static final double[] WEIGHTS = weights();

  private GaussianWindow() {}

  /**
   * The weight along one axis, of the pixel at a distance from the centre.
   *
   * @param offset −5 to 5
   */
  public static double weight(int offset) {
    return WEIGHTS[offset + RADIUS];
  }

  /**
   * Where an index beyond the border is reflected to.
   *
   * @param index −5 to extent + 4
   * @param extent at least 6
   */
  public static int reflect(int index, int extent) {
    int behind = Math.abs(index);
    return behind < extent ? behind : 2 * (extent - 1) - behind;
  }

  /**
   * The weight along one axis that a window gives to a pixel in all, its reflections included: the
   * entry of the filter's matrix, whose transpose is the filter's backward.
   *
   * @param centre of the window, at most 5 from the pixel
   * @param extent at least 6
   */
  public static double reflectedWeight(int centre, int pixel, int extent) {
    double weight = weight(pixel - centre);
    int before = centre + pixel;
    if (pixel > 0 && before <= RADIUS) {
      weight += weight(before);
    }
    int behind = 2 * (extent - 1) - centre - pixel;
    if (pixel < extent - 1 && behind <= RADIUS) {
      weight += weight(behind);
    }
    return weight;
  }

  private static double[] weights() {
    double[] weights = new double[2 * RADIUS + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double distance = (i - RADIUS) / SIGMA;
      weights[i] = StrictMath.exp(-distance * distance / 2);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
