package org.sinopia.train.inference;

import java.util.function.IntPredicate;
import org.sinopia.xrf.picture.Picture;

/** Thin diagonal lines over parts of a picture that are not to be trusted. */
public final class Hatching {
  private static final int DISTANCE = 6;
  private static final float SHARE = 0.4f;
  private static final float MIDDLE = 0.5f;

  private Hatching() {}

  /**
   * A copy of a picture, hatched: every sixth diagonal is drawn darker, or lighter where the
   * picture is dark, so that the colours beneath can still be told.
   *
   * @param where index of a pixel, row by row; whether it is to be hatched
   */
  public static Picture over(Picture picture, IntPredicate where) {
    int width = picture.width();
    int pixels = picture.height() * width;
    float[] planes = picture.planes().clone();
    for (int i = 0; i < pixels; i++) {
      if ((i / width + i % width) % DISTANCE == 0 && where.test(i)) {
        float green = planes[pixels + i];
        float towards = green < MIDDLE ? 1 : 0;
        for (int c = 0; c < 3; c++) {
          float colour = planes[c * pixels + i];
          planes[c * pixels + i] = colour + SHARE * (towards - colour);
        }
      }
    }
    return Picture.of(picture.height(), width, planes);
  }
}
