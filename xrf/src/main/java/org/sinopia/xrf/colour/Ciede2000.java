package org.sinopia.xrf.colour;

import static java.lang.Math.PI;
import static java.lang.Math.sqrt;
import static java.lang.Math.toRadians;
import static java.lang.StrictMath.atan2;
import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.hypot;
import static java.lang.StrictMath.sin;

/**
 * The CIEDE2000 colour difference with unit weights k<sub>L</sub> = k<sub>C</sub> = k<sub>H</sub> =
 * 1 (CIE 142-2001), computed as Sharma, Wu and Dalal (2005), "The CIEDE2000 color-difference
 * formula: implementation notes, supplementary test data, and mathematical observations", equations
 * 2 to 22.
 */
public final class Ciede2000 {

  private static final double POW_25_7 = StrictMath.pow(25, 7);

  private Ciede2000() {}

  /** ΔE00 of two colours: 0 for equal ones, about 1 where the eye begins to see a difference. */
  public static double difference(Lab first, Lab second) {
    double meanChroma = (hypot(first.a(), first.b()) + hypot(second.a(), second.b())) / 2;
    double stretch = 1 + 0.5 * (1 - chromaWeight(meanChroma));
    double a1 = first.a() * stretch;
    double a2 = second.a() * stretch;
    double c1 = hypot(a1, first.b());
    double c2 = hypot(a2, second.b());
    double h1 = hue(a1, first.b());
    double h2 = hue(a2, second.b());

    double turn = 0;
    double hueMean = h1 + h2;
    if (c1 * c2 != 0) {
      turn = h2 - h1;
      hueMean = (h1 + h2) / 2;
      if (turn > PI) {
        turn -= 2 * PI;
      } else if (turn < -PI) {
        turn += 2 * PI;
      }
      if (Math.abs(h1 - h2) > PI) {
        hueMean += h1 + h2 < 2 * PI ? PI : -PI;
      }
    }
    double lightness = (first.l() + second.l()) / 2 - 50;
    double chroma = (c1 + c2) / 2;
    double t =
        1
            - 0.17 * cos(hueMean - toRadians(30))
            + 0.24 * cos(2 * hueMean)
            + 0.32 * cos(3 * hueMean + toRadians(6))
            - 0.20 * cos(4 * hueMean - toRadians(63));
    double scaleL = 1 + 0.015 * lightness * lightness / sqrt(20 + lightness * lightness);
    double scaleC = 1 + 0.045 * chroma;
    double scaleH = 1 + 0.015 * chroma * t;
    double fromBlue = (hueMean - toRadians(275)) / toRadians(25);
    double rotation = -2 * chromaWeight(chroma) * sin(toRadians(60) * exp(-fromBlue * fromBlue));

    double dL = (second.l() - first.l()) / scaleL;
    double dC = (c2 - c1) / scaleC;
    double dH = 2 * sqrt(c1 * c2) * sin(turn / 2) / scaleH;
    // Rounding can take the sum a hair below zero for equal colours.
    return sqrt(Math.max(0, dL * dL + dC * dC + dH * dH + rotation * dC * dH));
  }

  /**
   * ΔE00 of two pictures, pixel by pixel.
   *
   * @param first sRGB components, 0 to 1, three per pixel in the given layout
   * @param second a picture of the same size and layout
   * @param layout where the components of a pixel lie
   * @param differences receives one ΔE00 per pixel
   * @throws IllegalArgumentException if the sizes do not fit one another
   */
  public static void differences(
      float[] first, float[] second, PixelLayout layout, float[] differences) {
    int pixels = differences.length;
    if (first.length != 3L * pixels || second.length != first.length) {
      throw new IllegalArgumentException(
          "CIEDE2000: pictures of %d and %d components, expected 3 for each of %d differences"
              .formatted(first.length, second.length, pixels));
    }
    for (int i = 0; i < pixels; i++) {
      differences[i] =
          (float)
              difference(
                  layout.pixel(first, i, pixels).toLab(), layout.pixel(second, i, pixels).toLab());
    }
  }

  private static double chromaWeight(double chroma) {
    double c7 = StrictMath.pow(chroma, 7);
    return sqrt(c7 / (c7 + POW_25_7));
  }

  private static double hue(double a, double b) {
    double angle = a == 0 && b == 0 ? 0 : atan2(b, a);
    return angle < 0 ? angle + 2 * PI : angle;
  }
}
