package org.sinopia.train.data;

import java.util.ArrayList;
import java.util.List;
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
  /** The mean of 301 paintings of seven centuries. */
  private static final Tone USUAL = new Tone(0.35, -0.07, 0.035);

  private static final double USUAL_SHARE = 0.25;
  private static final double NEAR_LUMA = 0.12;
  private static final double NEAR_CHROMA = 0.05;
  private static final double DARKEST = 0.02;
  private static final double STEEPEST = 6;
  private static final int HALVINGS = 30;
  private static final int SAMPLE = 4096;

  /** The tone of a picture. */
  public static Tone of(Picture picture) {
    return of(sample(picture));
  }

  private static Tone of(List<LumaChroma> pixels) {
    double luma = 0;
    double blue = 0;
    double red = 0;
    for (LumaChroma pixel : pixels) {
      luma += pixel.luma();
      blue += pixel.blue();
      red += pixel.red();
    }
    int count = pixels.size();
    return new Tone(luma / count, blue / count, red / count);
  }

  private static List<LumaChroma> sample(Picture picture) {
    int pixels = picture.height() * picture.width();
    int step = Math.max(1, pixels / SAMPLE);
    List<LumaChroma> sample = new ArrayList<>();
    for (int i = 0; i < pixels; i += step) {
      sample.add(LumaChroma.of(picture.planes(), i));
    }
    return sample;
  }

  /** A tone that a painting may have which was told to have this one: near it, or more usual. */
  public Tone near(RandomStream random) {
    return new Tone(
        Math.clamp(near(luma, USUAL.luma, NEAR_LUMA, random), DARKEST, 1 - DARKEST),
        near(blue, USUAL.blue, NEAR_CHROMA, random),
        near(red, USUAL.red, NEAR_CHROMA, random));
  }

  private static double near(double told, double usual, double range, RandomStream random) {
    return told + USUAL_SHARE * (usual - told) + random.between(-range, range);
  }

  /**
   * A picture in this tone, but for what clamping takes: its luma to a power, its chroma shifted.
   * Black and white remain as dark and bright as they are.
   */
  public Picture applied(Picture picture) {
    List<LumaChroma> pixels = sample(picture);
    Tone own = of(pixels);
    double low = -StrictMath.log(STEEPEST);
    double high = -low;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (meanLuma(pixels, StrictMath.exp(middle)) > luma) {
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

  /** The mean luma of pixels whose luma is taken to a power. */
  private static double meanLuma(List<LumaChroma> pixels, double power) {
    double sum = 0;
    for (LumaChroma pixel : pixels) {
      sum += StrictMath.pow(Math.max(0, pixel.luma()), power);
    }
    return sum / pixels.size();
  }
}
