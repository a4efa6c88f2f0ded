package org.sinopia.xrf.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import javax.imageio.ImageIO;

/**
 * A picture some of whose pixels are missing, as {@link Picture#writePng(Path,
 * Picture.Transparent)} writes it. Immutable.
 */
public final class MaskedPicture {

  private static final int HALF = 128;

  private final Picture picture;
  private final BitSet missing;

  private MaskedPicture(Picture picture, BitSet missing) {
    this.picture = picture;
    this.missing = missing;
  }

  /**
   * Reads a PNG or another opaque picture as it is. Pixels that are more than half transparent are
   * missing.
   *
   * @throws PictureFormatException if it is no picture, or a damaged one
   */
  public static MaskedPicture read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException | RuntimeException e) {
      // Readers throw all kinds of exceptions on damaged files.
      throw new PictureFormatException(file, "cannot be read as a picture: " + e.getMessage(), e);
    }
    if (image == null) {
      throw new PictureFormatException(file, "expected a PNG picture");
    }
    if (!image.getColorModel().hasAlpha()) {
      return new MaskedPicture(Picture.read(file), new BitSet());
    }
    int height = image.getHeight();
    int width = image.getWidth();
    float[] planes = new float[3 * height * width];
    BitSet missing = new BitSet();
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        missing.set(at, row[x] >>> 24 < HALF);
        for (int plane = 0; plane < 3; plane++) {
          planes[plane * height * width + at] = (row[x] >> (16 - 8 * plane) & 0xff) / 255f;
        }
      }
    }
    return new MaskedPicture(Picture.of(height, width, planes), missing);
  }

  /** The picture; missing pixels have some colour. */
  public Picture picture() {
    return picture;
  }

  /** Whether a pixel is missing. */
  public boolean isMissing(int row, int column) {
    return missing.get(row * picture.width() + column);
  }
}
