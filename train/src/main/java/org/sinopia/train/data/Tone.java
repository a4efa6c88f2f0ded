package org.sinopia.train.data;

import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.picture.Picture;

/**
 * How dark a picture is, and which cast it has: the means of its luma Y and of its chroma (B − Y, R
 * − Y), sRGB-encoded. Other pictures can be given the same.
 *
 * @param luma 0 to 1
 * @param blue −1 to 1
 * @param red −1 to 1
 */
public record Tone(double luma, double blue, double red) {
  private static final double NEAR_LUMA = 0.08;
  private static final double NEAR_CHROMA = 0.03;
  private static final double DARKEST = 0.02;
  private static final double STEEPEST = 6;
  private static final int HALVINGS = 30;
  private static final int SAMPLE = 4096;

  /** The tone of a picture. */
  public static Tone of(Picture picture) {
    int pixels = picture.height() * picture.width();
    int step = Math.max(1, pixels / SAMPLE);
    double luma = 0;
    double blue = 0;
    double red = 0;
    int count = 0;
    for (int i = 0; i < pixels; i += step) {
      LumaChroma pixel = LumaChroma.of(picture.planes(), i);
      luma += pixel.luma();
      blue += pixel.blue();
      red += pixel.red();
      count++;
    }
    return new Tone(luma / count, blue / count, red / count);
  }

  /** A tone near this one. */
  public Tone near(RandomStream random) {
    return new Tone(
        Math.clamp(luma + random.between(-NEAR_LUMA, NEAR_LUMA), DARKEST, 1 - DARKEST),
        blue + random.between(-NEAR_CHROMA, NEAR_CHROMA),
        red + random.between(-NEAR_CHROMA, NEAR_CHROMA));
  }

  /**
   * A picture in this tone, but for what clamping takes: its luma to a power, its chroma shifted.
   * Black and white remain as dark and bright as they are.
   */
  public Picture applied(Picture picture) {
    Tone own = of(picture);
    double low = -StrictMath.log(STEEPEST);
    double high = -low;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (meanLuma(picture, StrictMath.exp(middle)) > luma) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double power = StrictMath.exp((low + high) / 2);
    return LumaChroma.changed(
        picture,
        y -> StrictMath.pow(y, power),
        new LumaChroma.Chroma(1, 0, blue - own.blue, red - own.red));
  }

  /** The mean luma of a picture whose luma is taken to a power. */
  private static double meanLuma(Picture picture, double power) {
    int pixels = picture.height() * picture.width();
    int step = Math.max(1, pixels / SAMPLE);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < pixels; i += step) {
      sum += StrictMath.pow(Math.max(0, LumaChroma.of(picture.planes(), i).luma()), power);
      count++;
    }
    return sum / count;
  }
}
