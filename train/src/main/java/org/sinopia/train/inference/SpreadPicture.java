package org.sinopia.train.inference;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.sinopia.tensor.file.PendingFile;

/** How uncertain a picture's colours are, to be drawn. */
public final class SpreadPicture {
  private static final String NATIVE = "javax_imageio_png_1.0";

  private final int height;
  private final int width;
  private final float[] spread;
  private final Unit unit;
  private final Scale scale;

  /** The unit of uncertainty. */
  public enum Unit {
    /** Standard deviation, of sRGB-encoded components in [0, 1]. */
    DEVIATION("Standard deviation of colour; black 0, white %.6f of the range of a component"),
    /** Radius within which the true colour lies nine times in ten, in ΔE00. */
    RADIUS("CIEDE2000 within which the true colour lies in 90 of 100 pixels; black 0, white %.6f");

    private final String text;

    Unit(String text) {
      this.text = text;
    }
  }

  /**
   * Numbers of an uncertainty, in its unit.
   *
   * @param white what is drawn white: the 99.5th percentile
   */
  public record Scale(double mean, double median, double percentile95, double white, double most) {}

  /**
   * The picture of an uncertainty.
   *
   * @param height rows of pixels
   * @param width pixels of a row
   * @param spread [height, width]; not copied
   */
  public SpreadPicture(int height, int width, float[] spread, Unit unit) {
    this.height = height;
    this.width = width;
    this.spread = spread;
    this.unit = unit;
    float[] sorted = spread.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (float value : sorted) {
      sum += value;
    }
    this.scale =
        new Scale(
            sum / sorted.length,
            percentile(sorted, 0.5),
            percentile(sorted, 0.95),
            percentile(sorted, 0.995),
            sorted[sorted.length - 1]);
  }

  /** The scale of its numbers. */
  public Scale scale() {
    return scale;
  }

  private static double percentile(float[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))];
  }

  /**
   * Writes the spread as a grey PNG, black where it is 0; what white is stands in the file's text,
   * under the keyword {@code Description}.
   */
  public void writePng(Path file) throws IOException {
    BufferedImage picture = image();
    String text = String.format(Locale.ROOT, unit.text, scale.white());
    PendingFile.write(file, path -> write(picture, text, path));
  }

  /** The spread as a grey picture, black where it is 0. */
  public BufferedImage image() {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    double white = Math.max(scale.white(), Float.MIN_NORMAL);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double share = Math.clamp(spread[y * width + x] / white, 0.0, 1.0);
        picture.getRaster().setSample(x, y, 0, (int) Math.round(255 * share));
      }
    }
    return picture;
  }

  private static void write(BufferedImage picture, String text, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(picture), writer.getDefaultWriteParam());
      IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
      entry.setAttribute("keyword", "Description");
      entry.setAttribute("value", text);
      IIOMetadataNode all = new IIOMetadataNode("tEXt");
      all.appendChild(entry);
      IIOMetadataNode root = new IIOMetadataNode(NATIVE);
      root.appendChild(all);
      metadata.mergeTree(NATIVE, root);
      writer.setOutput(out);
      writer.write(new IIOImage(picture, null, metadata));
    } finally {
      writer.dispose();
    }
  }
}
