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
import org.sinopia.tensor.PendingFile;

/** An opaque picture of sRGB-encoded colours, each component in [0, 1]. */
public final class Picture {
  private static final int MAX_PIXELS = Integer.MAX_VALUE / 3;

  private final int height;
  private final int width;
  private final float[] planes;

  private Picture(int height, int width, float[] planes) {
    this.height = height;
    this.width = width;
    this.planes = planes;
  }

  /**
   * A picture of given components.
   *
   * @param height rows of pixels, at least 1
   * @param width pixels of a row, at least 1
   * @param planes all red, row by row, then all green, then all blue, each from 0 to 1; not copied
   * @throws IllegalArgumentException if the planes do not fit the size
   */
  public static Picture of(int height, int width, float[] planes) {
    if (height < 1 || width < 1 || planes.length != 3L * height * width) {
      throw new IllegalArgumentException(
          "picture: %d components for %d x %d pixels, expected 3 for each of at least one"
              .formatted(planes.length, height, width));
    }
    return new Picture(height, width, planes);
  }

  /**
   * A picture of components that are clamped to [0, 1]; otherwise as {@link #of}.
   *
   * @param planes as there; copied
   */
  public static Picture clamped(int height, int width, float[] planes) {
    float[] inside = planes.clone();
    for (int i = 0; i < inside.length; i++) {
      inside[i] = Math.clamp(inside[i], 0f, 1f);
    }
    return of(height, width, inside);
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
   * Reads a PNG, JPEG, TIFF, BMP or GIF file of 8 or 16 bits per component, in colour or grey. It
   * is turned upright as its tag Orientation says; colours under a profile and in CIE L*a*b* are
   * converted to sRGB.
   *
   * @throws PictureFormatException if it is none, is damaged, is in CMYK, has transparency or other
   *     components
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
        PictureTags tags = PictureTags.read(file);
        if (tags.jpegComponents() == 4 || tags.photometric() == PictureTags.CMYK) {
          throw new PictureFormatException(file, "is in CMYK, expected RGB; convert it first");
        }
        return Upright.of(of(file, image(file, reader), tags), tags.orientation());
      } finally {
        reader.dispose();
      }
    } catch (FileNotFoundException e) {
      throw new PictureFormatException(file, "cannot be opened", e);
    }
  }

  /**
   * Writes the picture as PNG of 8 bits per component; components are clamped to [0, 1] and
   * rounded. The file appears when it is whole.
   *
   * @param file where it goes; replaced if it exists
   * @throws IOException if it cannot be written; nothing is left of it then
   */
  public void writePng(Path file) throws IOException {
    BufferedImage image = image();
    PendingFile.write(file, path -> ImageIO.write(image, "png", path.toFile()));
  }

  /** Pixels that are to be transparent. */
  @FunctionalInterface
  public interface Transparent {
    /** Whether a pixel is. */
    boolean at(int row, int column);
  }

  /**
   * Writes the picture as {@link #writePng(Path)} does, some of its pixels transparent.
   *
   * @param transparent where there is nothing to see
   */
  public void writePng(Path file, Transparent transparent) throws IOException {
    BufferedImage opaque = image();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, transparent.at(y, x) ? 0 : opaque.getRGB(x, y));
      }
    }
    PendingFile.write(file, path -> ImageIO.write(image, "png", path.toFile()));
  }

  /** The picture of 8 bits per component; components are clamped to [0, 1] and rounded. */
  public BufferedImage image() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int pixels = height * width;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        row[x] =
            byteOf(planes[at]) << 16
                | byteOf(planes[pixels + at]) << 8
                | byteOf(planes[2 * pixels + at]);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  private static int byteOf(float component) {
    return Math.round(255 * Math.clamp(component, 0f, 1f));
  }

  private static BufferedImage image(Path file, ImageReader reader) throws PictureFormatException {
    try {
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MAX_PIXELS) {
        throw new PictureFormatException(
            file,
            reader.getWidth(0)
                + " x "
                + reader.getHeight(0)
                + " pixels, expected at most "
                + MAX_PIXELS);
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

  private static Picture of(Path file, BufferedImage image, PictureTags tags)
      throws PictureFormatException {
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
    if (raster.getTransferType() == DataBuffer.TYPE_FLOAT
        || raster.getTransferType() == DataBuffer.TYPE_DOUBLE) {
      throw new PictureFormatException(
          file, "holds floating-point numbers, whose white is unknown; expected 8 or 16 bits");
    }
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
    if (tags.photometric() == PictureTags.CIELAB && bands == 3) {
      return new Picture(height, width, StoredColours.ofLab(raster));
    }
    if (tags.profile().isPresent() && !StoredColours.isSrgb(tags.profile().get())) {
      return new Picture(
          height, width, StoredColours.converted(file, raster, tags.profile().get()));
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
