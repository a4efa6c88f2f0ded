package org.sinopia.xrf.painting;

import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Srgb;

/**
 * The effects of time and support on a painting: the weave of canvas, varnish, and lost plaster.
 */
final class Ageing {

  private static final Srgb PLASTER = Srgb.ofHex("#d3c7b0");
  private static final Srgb VARNISH = Srgb.ofHex("#e8c98a");

  private Ageing() {}

  /** Canvas seen through the paint, under a varnish that has yellowed more or less. */
  static void canvas(float[] planes, int height, int width, RandomStream random) {
    double yellowing = random.between(0, 0.16);
    double threads = random.between(95, 140);
    Noise noise = new Noise(Integer.toUnsignedLong(random.word()));
    forEach(
        planes,
        height,
        width,
        (x, y, colour) -> {
          double warp = StrictMath.sin(2 * Math.PI * threads * x + 1.5 * noise.at(9 * x, 9 * y));
          double weft = StrictMath.sin(2 * Math.PI * threads * y + 1.5 * noise.at(9 * y, 9 * x));
          Srgb woven = Tone.times(colour, 1 + 0.022 * warp * weft);
          Srgb tinted =
              new Srgb(woven.r() * VARNISH.r(), woven.g() * VARNISH.g(), woven.b() * VARNISH.b());
          return Tone.mix(woven, tinted, 3 * yellowing);
        });
  }

  /** Colours sunk into lime, hair cracks, and places where the painted plaster has fallen. */
  static void fresco(float[] planes, int height, int width, RandomStream random) {
    double fading = random.between(0.1, 0.3);
    double loss = random.between(0.6, 0.74);
    Noise noise = new Noise(Integer.toUnsignedLong(random.word()));
    forEach(
        planes,
        height,
        width,
        (x, y, colour) -> {
          double grain = noise.fractal(90 * x, 90 * y, 2) - 0.5;
          double wear = noise.fractal(5 * x + 40, 5 * y, 5);
          Srgb faded = Tone.mix(colour, PLASTER, fading * (0.4 + 1.2 * wear));
          Srgb sunk = Tone.times(faded, 1 + 0.1 * grain);
          double crack = Math.abs(noise.fractal(1.6 * x, 1.6 * y + 70, 6) - 0.5);
          Srgb cracked =
              Tone.times(
                  sunk, 1 - 0.3 * Tone.step(0.0035, 0.001, crack) * Tone.step(0.4, 0.6, wear));
          double fallen = noise.fractal(2.6 * x + 9, 2.6 * y + 9, 6);
          double edge = Tone.step(0.03, 0, Math.abs(fallen - loss)) * 0.3;
          Srgb bare = Tone.times(PLASTER, 0.92 + 0.14 * grain + 0.4 * (wear - 0.5));
          return Tone.times(
              Tone.mix(cracked, bare, Tone.step(loss - 0.004, loss + 0.004, fallen)), 1 - edge);
        });
  }

  /** The aged colour of a place, in units of the picture's height. */
  @FunctionalInterface
  private interface Change {
    Srgb of(double x, double y, Srgb colour);
  }

  private static void forEach(float[] planes, int height, int width, Change change) {
    int pixels = height * width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        Srgb colour = new Srgb(planes[at], planes[pixels + at], planes[2 * pixels + at]);
        Srgb changed = change.of((double) x / height, (double) y / height, colour);
        planes[at] = (float) Math.clamp(changed.r(), 0.0, 1.0);
        planes[pixels + at] = (float) Math.clamp(changed.g(), 0.0, 1.0);
        planes[2 * pixels + at] = (float) Math.clamp(changed.b(), 0.0, 1.0);
      }
    }
  }
}
