package org.sinopia.xrf.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** An opaque picture of sRGB-encoded colours, each component in [0, 1]. */
public final class Picture {
  private static final int MOST_PIXELS = Integer.MAX_VALUE / 3;

  private final int height;
  private final int width;
  private final float[] planes;

  private Picture(int height, int width, float[] planes) {
    this.height = height;
    this.width = width;
    this.planes = planes;
  }

  /** Rows of pixels. */
  public int height() {
    return height;
  }

  /** Pixels of a row. */
  public int width() {
    return width;
  }

  /** All red, row by row, then all green, then all blue: [3, height, width]; not a copy. */
  public float[] planes() {
    return planes;
  }

  /**
   * Reads a PNG, JPEG, TIFF, BMP or GIF file of 8 or 16 bits per component, in colour or grey;
   * components are taken as they are stored, whatever profile the file names.
   *
   * @throws PictureFormatException if it is none, is damaged, has transparency or other components
   */
  public static Picture read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (Files.isDirectory(file)) {
      throw new PictureFormatException(file, "is a folder, expected a picture");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new PictureFormatException(file, "expected a PNG, JPEG or TIFF picture");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return of(file, image(file, reader));
      } finally {
        reader.dispose();
      }
    } catch (FileNotFoundException e) {
      throw new PictureFormatException(file, "cannot be opened", e);
    }
  }

  private static BufferedImage image(Path file, ImageReader reader) throws PictureFormatException {
    try {
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new PictureFormatException(
            file,
            reader.getWidth(0)
                + " x "
                + reader.getHeight(0)
                + " pixels, expected at most "
                + MOST_PIXELS);
      }
      return undamaged(file, reader);
    } catch (PictureFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers throw all kinds of exceptions on damaged files.
      throw new PictureFormatException(file, "cannot be read as a picture: " + e.getMessage(), e);
    }
  }

  /** Reads a picture, but not one that the reader has to make up a part of. */
  private static BufferedImage undamaged(Path file, ImageReader reader) throws IOException {
    List<String> damage = new ArrayList<>();
    // The JPEG reader fills in what is missing from a cut file and only warns, in libjpeg's words.
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          if (warning.matches("(?i).*(corrupt|premature|truncated).*")) {
            damage.add(warning);
          }
        });
    BufferedImage image = reader.read(0);
    if (!damage.isEmpty()) {
      throw new PictureFormatException(file, "is damaged: " + damage.getFirst());
    }
    return image;
  }

  private static Picture of(Path file, BufferedImage image) throws PictureFormatException {
    ColorModel colours = image.getColorModel();
    if (colours.hasAlpha()) {
      throw new PictureFormatException(
          file, "has an alpha channel, expected an opaque picture; flatten it first");
    }
    int height = image.getHeight();
    int width = image.getWidth();
    float[] planes = new float[3 * height * width];
    if (colours instanceof IndexColorModel palette) {
      fromPalette(image.getRaster(), palette, planes);
      return new Picture(height, width, planes);
    }
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    boolean integers =
        switch (raster.getTransferType()) {
          case DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT, DataBuffer.TYPE_INT -> true;
          default -> false;
        };
    if (bands != colours.getNumColorComponents() || (bands != 1 && bands != 3) || !integers) {
      throw new PictureFormatException(
          file,
          bands
              + " components per pixel of "
              + colours.getComponentSize(0)
              + " bits, expected 3 (or 1, grey) of 8 or 16");
    }
    int pixels = height * width;
    int[] row = new int[width];
    for (int plane = 0; plane < 3; plane++) {
      int band = bands == 1 ? 0 : plane;
      float most = (1L << colours.getComponentSize(band)) - 1;
      for (int y = 0; y < height; y++) {
        raster.getSamples(0, y, width, 1, band, row);
        for (int x = 0; x < width; x++) {
          planes[plane * pixels + y * width + x] = row[x] / most;
        }
      }
    }
    return new Picture(height, width, planes);
  }

  private static void fromPalette(Raster raster, IndexColorModel palette, float[] planes) {
    int width = raster.getWidth();
    int pixels = width * raster.getHeight();
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        planes[at] = palette.getRed(row[x]) / 255f;
        planes[pixels + at] = palette.getGreen(row[x]) / 255f;
        planes[2 * pixels + at] = palette.getBlue(row[x]) / 255f;
      }
    }
  }
}
