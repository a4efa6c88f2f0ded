package org.sinopia.train.data;

import java.util.function.DoubleUnaryOperator;
import org.sinopia.xrf.picture.Picture;

/**
 * Luma Y and chroma (B − Y, R − Y) of sRGB components, with the weights of Rec. 601.
 *
 * @param luma Y, 0 to 1
 * @param blue B − Y
 * @param red R − Y
 */
record LumaChroma(double luma, double blue, double red) {
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  static LumaChroma of(float[] planes, int pixel) {
    int pixels = planes.length / 3;
    double r = planes[pixel];
    double b = planes[2 * pixels + pixel];
    double luma = RED * r + GREEN * planes[pixels + pixel] + BLUE * b;
    return new LumaChroma(luma, b - luma, r - luma);
  }

  /** A change of chroma: times a complex number, blue being its real part. */
  record Chroma(double real, double imaginary) {}

  /** A picture with another luma and chroma in each pixel, components clamped to [0, 1]. */
  static Picture changed(Picture picture, DoubleUnaryOperator luma, Chroma chroma) {
    float[] planes = picture.planes().clone();
    int pixels = planes.length / 3;
    for (int i = 0; i < pixels; i++) {
      LumaChroma old = of(planes, i);
      double y = luma.applyAsDouble(Math.max(old.luma, 0));
      double r = y + chroma.real * old.red + chroma.imaginary * old.blue;
      double b = y + chroma.real * old.blue - chroma.imaginary * old.red;
      double g = (y - RED * r - BLUE * b) / GREEN;
      planes[i] = (float) Math.clamp(r, 0.0, 1.0);
      planes[pixels + i] = (float) Math.clamp(g, 0.0, 1.0);
      planes[2 * pixels + i] = (float) Math.clamp(b, 0.0, 1.0);
    }
    return Picture.of(picture.height(), picture.width(), planes);
  }
}
