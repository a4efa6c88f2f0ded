package org.sinopia.train.data;

import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.Shrinking;

/**
 * Pictures that might have been painted instead of a given one: a part of it, a little darker or
 * paler, in colours somewhat stronger or turned. Where scans are painted without end but of few
 * pictures, a network would learn the pictures by heart: what a scan holds in all tells it which
 * one it is of.
 */
public final class PictureVariation {
  /** How many times the side that is wanted pictures should have, to give many parts. */
  public static final int ZOOM = 3;

  private static final long STREAM = 0x56617279L;
  private static final double STRENGTH = 1.5;
  private static final double TURN = 0.4;

  private PictureVariation() {}

  /** A variation whose hues are turned by at most 0.4 radians; otherwise as below. */
  public static Picture of(Picture picture, int side, long seed) {
    return of(picture, side, TURN, seed);
  }

  /**
   * A variation.
   *
   * @param picture that is varied
   * @param side pixels of a side of the result, a square, unless the picture is smaller
   * @param mostTurn by how many radians all hues together are turned at most, 0 to π
   * @param seed of all chance
   */
  public static Picture of(Picture picture, int side, double mostTurn, long seed) {
    RandomStream random = new RandomStream(seed, STREAM, 0);
    int shorter = Math.min(picture.height(), picture.width());
    int part = shorter;
    if (shorter > side) {
      double ratio = (double) shorter / side;
      part = (int) Math.round(side * StrictMath.pow(ratio, random.uniform()));
    }
    int top = random.below(picture.height() - part + 1);
    int left = random.below(picture.width() - part + 1);
    Picture cut = Shrinking.toShorterSide(cut(picture, top, left, part), side);
    double gamma = StrictMath.pow(STRENGTH, random.between(-1, 1));
    double strength = StrictMath.pow(STRENGTH, random.between(-1, 1));
    double turn = random.between(-mostTurn, mostTurn);
    return LumaChroma.changed(
        cut,
        y -> StrictMath.pow(y, gamma),
        new LumaChroma.Chroma(strength * StrictMath.cos(turn), strength * StrictMath.sin(turn)));
  }

  private static Picture cut(Picture picture, int top, int left, int side) {
    float[] planes = new float[3 * side * side];
    for (int c = 0; c < 3; c++) {
      for (int row = 0; row < side; row++) {
        System.arraycopy(
            picture.planes(),
            (c * picture.height() + top + row) * picture.width() + left,
            planes,
            (c * side + row) * side,
            side);
      }
    }
    return Picture.of(side, side, planes);
  }
}
