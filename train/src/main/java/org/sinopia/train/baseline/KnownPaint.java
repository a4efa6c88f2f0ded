package org.sinopia.train.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.synthesis.PaintMap;
import org.sinopia.xrf.synthesis.PaintedPicture;

/**
 * The kinds of paint that a painting consists of: what one who knows its recipes knows.
 *
 * @param spectra of each kind, [bins]; mean counts of a pixel, or any multiple of them that is the
 *     same for all kinds where all pixels have equally many photons
 * @param colours of each kind
 * @param pixels of each kind
 */
public record KnownPaint(List<double[]> spectra, List<Srgb> colours, List<Long> pixels) {
  /** The stacks of layers of a painted surface. */
  public static KnownPaint of(ScannedSurface scan) {
    PaintedSurface surface = scan.surface();
    return new KnownPaint(
        IntStream.range(0, scan.kinds()).mapToObj(scan::expected).toList(),
        IntStream.range(0, scan.kinds()).mapToObj(surface::colour).toList(),
        pixels(scan));
  }

  /** The mixtures of ganX, one for each cluster of colours. */
  public static KnownPaint of(PaintedPicture picture) {
    return new KnownPaint(
        IntStream.range(0, picture.kinds())
            .mapToObj(kind -> picture.spectrum(kind).probabilities())
            .toList(),
        picture.clusters().colours(),
        pixels(picture));
  }

  private static List<Long> pixels(PaintMap map) {
    int[] kinds = new int[map.height() * map.width()];
    map.kinds(new Tile(0, 0, map.height(), map.width()), kinds);
    long[] pixels = new long[map.kinds()];
    for (int kind : kinds) {
      pixels[kind]++;
    }
    return Arrays.stream(pixels).boxed().toList();
  }
}
