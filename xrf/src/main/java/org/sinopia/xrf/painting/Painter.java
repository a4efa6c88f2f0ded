package org.sinopia.xrf.painting;

import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.picture.Picture;

/**
 * Paints pictures out of nothing but a seed, as a stand-in for a collection of paintings where
 * there is none: a scene is laid out, painted stroke by stroke, and aged. The same arguments give
 * the same picture.
 */
public final class Painter {

  /** The smallest side that can be painted, in pixels. */
  public static final int MIN_SIDE = 8;

  /** The most pixels that can be painted, of three colours each. */
  public static final int MAX_PIXELS = Integer.MAX_VALUE / 3;

  private static final long STREAM = 0x7061696E74L;

  private Painter() {}

  /**
   * A painting of a genre that the seed chooses.
   *
   * @param height rows of pixels, at least {@value #MIN_SIDE}
   * @param width pixels of a row, likewise
   * @param seed which painting
   */
  public static Picture paint(int height, int width, long seed) {
    Genre[] genres = Genre.values();
    return paint(
        genres[new RandomStream(seed, ~STREAM, 0).below(genres.length)], height, width, seed);
  }

  /**
   * A painting of a genre.
   *
   * @param genre what it is of
   * @param height rows of pixels, at least {@value #MIN_SIDE}
   * @param width pixels of a row, likewise
   * @param seed which painting
   * @throws IllegalArgumentException if a side is too small, or the picture has more than 2^31 / 3
   *     pixels
   */
  public static Picture paint(Genre genre, int height, int width, long seed) {
    if (height < MIN_SIDE || width < MIN_SIDE || (long) height * width > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "painting: %d x %d pixels, expected at least %d each and at most %d in all"
              .formatted(height, width, MIN_SIDE, MAX_PIXELS));
    }
    RandomStream random = new RandomStream(seed, STREAM, 0);
    double aspect = (double) width / height;
    Scene scene =
        switch (genre) {
          case LANDSCAPE -> LandscapeScene.of(random, aspect);
          case STILL_LIFE -> StillLifeScene.of(random, aspect);
          case PORTRAIT -> PortraitScene.of(random, aspect);
          case FRESCO -> FrescoScene.of(random, aspect);
        };
    boolean fresco = genre == Genre.FRESCO;
    float[] ground = fresco ? new float[] {0.83f, 0.78f, 0.69f} : new float[] {0.55f, 0.42f, 0.3f};
    float[] planes =
        new Brushwork(scene, hand(genre, random), height, width, ground, random).paint();
    if (fresco) {
      Ageing.fresco(planes, height, width, random);
    } else {
      Ageing.canvas(planes, height, width, random);
    }
    return Picture.of(height, width, planes);
  }

  private static Brushwork.Hand hand(Genre genre, RandomStream random) {
    double coarsest = random.between(0.035, 0.06);
    double variety = random.between(0.015, 0.04);
    double relief = random.between(0.12, 0.36);
    return switch (genre) {
      case LANDSCAPE -> new Brushwork.Hand(coarsest, 4, 0.05, variety, relief);
      case STILL_LIFE -> new Brushwork.Hand(coarsest, 4, 0.045, variety, 0.8 * relief);
      case PORTRAIT -> new Brushwork.Hand(0.8 * coarsest, 5, 0.03, 0.7 * variety, 0.7 * relief);
      case FRESCO -> new Brushwork.Hand(0.6 * coarsest, 4, 0.04, 0.7 * variety, 0.15 * relief);
    };
  }
}
