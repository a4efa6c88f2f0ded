package org.sinopia.xrf.synthesis;

import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.spectrum.Spectrum;

/** Small pictures and palettes of known truth. */
final class Paintings {

  static final EnergyAxis AXIS = new EnergyAxis(64, 0, 16);

  private Paintings() {}

  /** Four pigments, each with its own line, at bins 10, 25, 40 and 55, over a flat ground. */
  static Palette fourLines() {
    return new Palette(
        List.of(
            line("red", "#c02020", 10),
            line("green", "#20a020", 25),
            line("blue", "#2020c0", 40),
            line("white", "#f0f0f0", 55)));
  }

  private static Pigment line(String name, String hex, int bin) {
    double[] counts = new double[AXIS.bins()];
    Arrays.fill(counts, 0.1);
    counts[bin - 1] = 2;
    counts[bin] = 5;
    counts[bin + 1] = 2;
    return new Pigment(name, Srgb.ofHex(hex), Spectrum.ofCounts(AXIS, counts));
  }

  /** Vertical bands of the palette's colours, of equal width. */
  static Picture bands(Palette palette, int height, int width) {
    float[] planes = new float[3 * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Srgb colour = palette.pigments().get(x * palette.size() / width).colour();
        int at = y * width + x;
        planes[at] = (float) colour.r();
        planes[height * width + at] = (float) colour.g();
        planes[2 * height * width + at] = (float) colour.b();
      }
    }
    return Picture.of(height, width, planes);
  }

  /** The bands as paint, one kind for each pigment. */
  static PaintedPicture painted(int height, int width) {
    Palette palette = fourLines();
    Picture picture = bands(palette, height, width);
    return new PaintedPicture(
        picture, ColourClusters.of(picture, 4, 0, 1), new PigmentMixing(palette, 0.9));
  }
}
