package org.sinopia.train.data;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.synthesis.PaintMap;

/**
 * The pigment that each pixel of a synthetic cube holds most of, which is what clusters of spectra
 * are compared with. Beside a cube file it lies as {@code <name>-dominant.npy}, height x width
 * bytes (NumPy's {@code u1}), each a place in the cube's attribute {@code palette}.
 */
public final class DominantPigments {
  /** The ending of names of files. */
  public static final String ENDING = "-dominant.npy";

  private static final String PALETTE = "palette";

  private final List<String> palette;
  private final Content content;

  /** Where the places come from. */
  @FunctionalInterface
  private interface Content {
    void read(long[] pixels, int[] places) throws IOException;
  }

  private DominantPigments(List<String> palette, Content content) {
    this.palette = palette;
    this.content = content;
  }

  /** The dominant pigments of the source of a synthetic cube. */
  public static DominantPigments of(PaintMap map) {
    List<String> palette = palette((String) map.attributes().get(PALETTE));
    int[] places = new int[map.kinds()];
    Arrays.setAll(places, kind -> palette.indexOf(map.dominant(kind)));
    return new DominantPigments(
        palette,
        (pixels, out) -> {
          int[] kind = new int[1];
          for (int i = 0; i < pixels.length; i++) {
            int row = (int) (pixels[i] / map.width());
            map.kinds(new Tile(row, (int) (pixels[i] % map.width()), 1, 1), kind);
            out[i] = places[kind[0]];
          }
        });
  }

  /**
   * The dominant pigments of a cube file, if there is a file beside it and the cube has a palette.
   *
   * @throws CubeFormatException if that file is of another size, or has places beyond the palette
   */
  static Optional<DominantPigments> beside(Path cube, CubeHeader header) throws IOException {
    Path file = cube.resolveSibling(CubeSource.stem(cube) + ENDING);
    if (!Files.exists(file) || !(header.attributes().get(PALETTE) instanceof String names)) {
      return Optional.empty();
    }
    List<String> palette = palette(names);
    return Optional.of(
        new DominantPigments(
            palette, (pixels, out) -> read(file, header, palette.size(), pixels, out)));
  }

  private static void read(Path file, CubeHeader header, int pigments, long[] pixels, int[] out)
      throws IOException {
    float[] all = NpyArray.readFloats(file, header.height(), header.width());
    for (int i = 0; i < pixels.length; i++) {
      int place = (int) all[(int) pixels[i]];
      if (place < 0 || place >= pigments) {
        throw new CubeFormatException(
            file, "pigment", place + ", expected 0 to " + (pigments - 1) + " as in the palette");
      }
      out[i] = place;
    }
  }

  private static List<String> palette(String names) {
    return List.of(names.split(", "));
  }

  /** The pigments' names. */
  public List<String> palette() {
    return palette;
  }

  /**
   * Reads some of them.
   *
   * @param pixels their numbers, row by row
   * @param places receives the place of a pigment in the palette for each
   * @throws IOException if there is a file and it cannot be read, or is not what it should be
   */
  public void read(long[] pixels, int[] places) throws IOException {
    content.read(pixels, places);
  }

  /**
   * Writes all of them.
   *
   * @param file replaced when all is written
   */
  public void write(Path file, int height, int width) throws IOException {
    try (NpyArray array = NpyArray.create(file, SampleType.U8, height, width)) {
      int[] row = new int[width];
      long[] pixels = new long[width];
      byte[] bytes = new byte[width];
      for (int y = 0; y < height; y++) {
        long first = (long) y * width;
        Arrays.setAll(pixels, x -> first + x);
        read(pixels, row);
        for (int x = 0; x < width; x++) {
          bytes[x] = (byte) row[x];
        }
        array.write(first, MemorySegment.ofArray(bytes));
      }
      array.finish();
    }
  }
}
