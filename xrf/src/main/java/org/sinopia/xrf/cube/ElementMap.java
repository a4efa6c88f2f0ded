package org.sinopia.xrf.cube;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Detector;
import org.sinopia.xrf.physics.Element;
import org.sinopia.xrf.physics.Spectrometer;

/**
 * Where an element is: the net counts of one of its lines at each pixel, in a window of one peak's
 * full width at half maximum to both sides, with side windows as wide ({@link LineWindow}).
 */
public final class ElementMap {

  private static final double WHITE = 0.995;

  private final Element element;
  private final String line;
  private final LineWindow window;
  private final int height;
  private final int width;
  private final float[] counts;

  private ElementMap(
      Element element, String line, LineWindow window, int height, int width, float[] counts) {
    this.element = element;
    this.line = line;
    this.window = window;
    this.height = height;
    this.width = width;
    this.counts = counts;
  }

  /**
   * Maps an element.
   *
   * @param cube a calibrated cube
   * @param element what to look for
   * @param line Siegbahn name of a line or its beginning; by default Ka, or La where the axis ends
   *     below Ka
   * @throws IllegalArgumentException if the cube has no energy axis or the line is not on it, or
   *     the element has no such line
   * @throws IOException if the cube cannot be read
   */
  public static ElementMap of(DataCube cube, Element element, Optional<String> line)
      throws IOException {
    EnergyAxis axis =
        cube.header()
            .energy()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "energy: none in the cube, a map needs a calibrated one"));
    String chosen = line.orElseGet(() -> usual(element, axis));
    double energy = element.lineKev(chosen);
    double width = Spectrometer.DEFAULT.detector().fwhmKev(energy);
    double from = energy - width;
    double to = energy + width;
    if (from < axis.fromKev() || to > axis.toKev()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s %s at %.3f keV, expected within the cube's %.3f to %.3f keV",
              element.symbol(),
              chosen,
              energy,
              axis.fromKev(),
              axis.toKev()));
    }
    LineWindow window = new LineWindow(from, to, width);
    return new ElementMap(
        element, chosen, window, cube.header().height(), cube.header().width(), window.map(cube));
  }

  private static String usual(Element element, EnergyAxis axis) {
    Detector detector = Spectrometer.DEFAULT.detector();
    double ka = element.lineKev("Ka");
    return ka + detector.fwhmKev(ka) <= axis.toKev() ? "Ka" : "La";
  }

  /** What is mapped. */
  public Element element() {
    return element;
  }

  /** Siegbahn name of the line or of its family. */
  public String line() {
    return line;
  }

  /** The line's energy, in keV. */
  public double energyKev() {
    return element.lineKev(line);
  }

  /** The energies whose net counts are mapped. */
  public LineWindow window() {
    return window;
  }

  /** The net counts drawn white: their 99.5th percentile, above 0. */
  public double whiteCounts() {
    float[] sorted = counts.clone();
    Arrays.sort(sorted);
    return Math.max(sorted[(int) (WHITE * (sorted.length - 1))], Float.MIN_NORMAL);
  }

  /** A grey picture: black at no net counts, white at {@link #whiteCounts} and above. */
  public BufferedImage image() {
    return image(whiteCounts());
  }

  /**
   * A grey picture, comparable with others of the same white.
   *
   * @param white net counts that make white, above 0; none make black
   */
  public BufferedImage image(double white) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grey = (int) Math.round(255 * Math.clamp(counts[y * width + x] / white, 0.0, 1.0));
        image.getRaster().setSample(x, y, 0, grey);
      }
    }
    return image;
  }
}
