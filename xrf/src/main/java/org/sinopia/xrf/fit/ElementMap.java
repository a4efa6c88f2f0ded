package org.sinopia.xrf.fit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.sinopia.xrf.cube.DataCube;

/**
 * Where an element, or what a window of energies holds, is: net counts at each pixel. NaN where a
 * pixel is missing; below 0 where a window holds less than its background. Immutable.
 */
public final class ElementMap {

  private static final double WHITE = 0.995;

  private final String name;
  private final String line;
  private final double energyKev;
  private final double fromKev;
  private final double toKev;
  private final int height;
  private final int width;
  private final float[] counts;

  /** Computed when first asked for; 0 before. */
  private double white;

  /**
   * A map.
   *
   * @param name the element's symbol, or {@code window}
   * @param line the line or family whose counts they are, such as {@code Ka} or {@code L}
   * @param energyKev energy of the strongest line, or the window's middle
   * @param fromKev lowest energy that counts
   * @param toKev highest
   * @param height rows
   * @param width columns
   * @param counts ordered (row, column); kept, not copied
   */
  public ElementMap(
      String name,
      String line,
      double energyKev,
      double fromKev,
      double toKev,
      int height,
      int width,
      float[] counts) {
    this.name = name;
    this.line = line;
    this.energyKev = energyKev;
    this.fromKev = fromKev;
    this.toKev = toKev;
    this.height = height;
    this.width = width;
    this.counts = counts;
  }

  /**
   * The net counts in a window, see {@link LineWindow#map}.
   *
   * @throws IllegalArgumentException if the cube has no energy axis or the window is not on it
   * @throws IOException if the cube cannot be read
   */
  public static ElementMap of(DataCube cube, LineWindow window) throws IOException {
    return new ElementMap(
        "window",
        "window",
        (window.fromKev() + window.toKev()) / 2,
        window.fromKev(),
        window.toKev(),
        cube.header().height(),
        cube.header().width(),
        window.map(cube));
  }

  /**
   * The same lines over other pixels.
   *
   * @param rows of the new pixels
   * @param columns of them
   * @param values net counts ordered (row, column), NaN where there are none; kept, not copied
   */
  public ElementMap on(int rows, int columns, float[] values) {
    if (values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "map: %d values for %d x %d pixels".formatted(values.length, rows, columns));
    }
    return new ElementMap(name, line, energyKev, fromKev, toKev, rows, columns, values);
  }

  /** The element's symbol, or {@code window}. */
  public String name() {
    return name;
  }

  /** The line or family whose counts they are, such as {@code Ka} or {@code L}. */
  public String line() {
    return line;
  }

  /** Energy of the strongest line, or the window's middle, in keV. */
  public double energyKev() {
    return energyKev;
  }

  /** The lowest energy that counts, in keV. */
  public double fromKev() {
    return fromKev;
  }

  /** The highest energy that counts, in keV. */
  public double toKev() {
    return toKev;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Net counts of a pixel; NaN if it is missing. */
  public float counts(int row, int column) {
    return counts[row * width + column];
  }

  /** Net counts of all pixels, ordered (row, column). */
  public float[] counts() {
    return counts.clone();
  }

  /** Net counts of all pixels, ordered (row, column); not a copy, not to be changed. */
  float[] values() {
    return counts;
  }

  /** The net counts drawn white: the 99.5th percentile of those that are not missing, above 0. */
  public double whiteCounts() {
    if (white == 0) {
      float[] sorted = counts.clone();
      // NaN is sorted to the end.
      Arrays.sort(sorted);
      int known = sorted.length - missing();
      white =
          known == 0
              ? Float.MIN_NORMAL
              : Math.max(sorted[(int) (WHITE * (known - 1))], Float.MIN_NORMAL);
    }
    return white;
  }

  /** How many pixels are missing. */
  public int missing() {
    int missing = 0;
    for (float value : counts) {
      missing += Float.isNaN(value) ? 1 : 0;
    }
    return missing;
  }

  /** A grey picture: black at no net counts, white at {@link #whiteCounts} and above. */
  public BufferedImage image() {
    return image(whiteCounts());
  }

  /**
   * A grey picture, comparable with others of the same white. Missing pixels are transparent; a map
   * without any has no alpha channel.
   *
   * @param white net counts that make white, above 0; none make black
   */
  public BufferedImage image(double white) {
    boolean whole = missing() == 0;
    BufferedImage image =
        new BufferedImage(
            width, height, whole ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float value = counts[y * width + x];
        int grey = (int) Math.round(255 * Math.clamp(value / white, 0.0, 1.0));
        if (whole) {
          image.getRaster().setSample(x, y, 0, grey);
        } else if (!Float.isNaN(value)) {
          image.setRGB(x, y, 0xff000000 | grey << 16 | grey << 8 | grey);
        }
      }
    }
    return image;
  }
}
