package org.sinopia.train.report;

import org.sinopia.xrf.picture.Picture;

/** Latent images for the eye. */
public final class FalseColours {
  // A standardised coordinate of this many deviations is the end of the scale.
  private static final double REACH = 2.5;

  private FalseColours() {}

  /**
   * The three latent coordinates as red, green and blue: −2.5 is none, 0 half, 2.5 all of it.
   *
   * @param latent standardised coordinates, [3, height, width]
   */
  public static Picture of(int height, int width, float[] latent) {
    float[] planes = new float[latent.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (float) Math.clamp(0.5 + latent[i] / (2 * REACH), 0.0, 1.0);
    }
    return Picture.of(height, width, planes);
  }
}
