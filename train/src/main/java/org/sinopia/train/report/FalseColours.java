package org.sinopia.train.report;

import java.util.Arrays;
import org.sinopia.xrf.picture.Picture;

/** Latent images for the eye. */
public final class FalseColours {
  // A standardised coordinate of this many deviations is the end of the scale.
  private static final double REACH = 2.5;

  private FalseColours() {}

  /**
   * The first three latent coordinates as red, green and blue: −2.5 is none, 0 half, 2.5 all of it;
   * missing channels map to 0.5.
   *
   * @param latent standardised coordinates, [channels, height, width]
   */
  public static Picture of(int height, int width, int channels, float[] latent) {
    float[] planes = new float[3 * height * width];
    Arrays.fill(planes, 0.5f);
    for (int i = 0; i < Math.min(3, channels) * height * width; i++) {
      planes[i] = (float) Math.clamp(0.5 + latent[i] / (2 * REACH), 0.0, 1.0);
    }
    return Picture.of(height, width, planes);
  }
}
