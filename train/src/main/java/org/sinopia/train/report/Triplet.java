package org.sinopia.train.report;

import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.picture.Picture;

/**
 * A painting as the paper shows it: latent in false colours, prediction and truth, side by side.
 */
public final class Triplet {
  private static final int GAP = 8;

  private Triplet() {}

  /** The three pictures in a row on white. */
  public static Picture of(Painting painting) {
    List<Picture> three = List.of(painting.latent(), painting.prediction(), painting.truth());
    int height = painting.truth().height();
    int each = painting.truth().width();
    int width = 3 * each + 2 * GAP;
    float[] planes = new float[3 * height * width];
    Arrays.fill(planes, 1);
    for (int i = 0; i < three.size(); i++) {
      for (int row = 0; row < 3 * height; row++) {
        System.arraycopy(
            three.get(i).planes(), row * each, planes, row * width + i * (each + GAP), each);
      }
    }
    return Picture.of(height, width, planes);
  }
}
