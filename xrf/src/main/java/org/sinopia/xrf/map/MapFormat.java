package org.sinopia.xrf.map;

import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferFloat;
import java.awt.image.Raster;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.npy.NpyArray;

/** Files that an {@link ElementMap} is written to, told apart by their extension. */
public enum MapFormat {
  /** An 8-bit grey picture; see {@link ElementMap#image()}. */
  PNG,
  /** A 32-bit floating-point grey TIFF of net counts. */
  TIF,
  /** A NumPy array of 32-bit floating-point net counts, [height, width]. */
  NPY,
  /** Net counts as text, a line for each row; missing pixels are empty. */
  CSV;

  /** The format that a file's name asks for; empty if it is none of these. */
  public static Optional<MapFormat> of(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith(format.extension()))
        .findFirst()
        .or(() -> name.endsWith(".tiff") ? Optional.of(TIF) : Optional.empty());
  }

  /** Such as {@code .png}. */
  public String extension() {
    return "." + name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a map; the file takes its place when it is complete.
   *
   * @throws IOException if it cannot be written
   */
  public void write(ElementMap map, Path target) throws IOException {
    switch (this) {
      case PNG ->
          PendingFile.write(target, path -> ImageIO.write(map.image(), "png", path.toFile()));
      case TIF ->
          PendingFile.write(target, path -> ImageIO.write(floats(map), "tiff", path.toFile()));
      case NPY -> {
        try (NpyArray array = NpyArray.create(target, SampleType.F32, map.height(), map.width())) {
          array.write(0, MemorySegment.ofArray(map.values()));
          array.finish();
        }
      }
      case CSV -> PendingFile.write(target, path -> text(map, path));
    }
  }

  private static BufferedImage floats(ElementMap map) {
    float[] counts = map.values();
    DataBufferFloat buffer = new DataBufferFloat(counts, counts.length);
    ColorModel grey =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    return new BufferedImage(
        grey,
        Raster.createWritableRaster(
            new BandedSampleModel(DataBuffer.TYPE_FLOAT, map.width(), map.height(), 1),
            buffer,
            null),
        false,
        null);
  }

  private static void text(ElementMap map, Path path) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(path)) {
      for (int y = 0; y < map.height(); y++) {
        StringBuilder row = new StringBuilder();
        for (int x = 0; x < map.width(); x++) {
          float value = map.counts(y, x);
          row.append(x == 0 ? "" : ",").append(Float.isNaN(value) ? "" : Float.toString(value));
        }
        writer.write(row.append('\n').toString());
      }
    }
  }
}
