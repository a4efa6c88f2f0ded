package org.sinopia.xrf.pigment;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.sinopia.xrf.chart.LogChart;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * Draws a palette: one panel for each pigment, with its spectrum on a logarithmic scale, its lines'
 * names, and swatches of it alone and with white.
 */
public final class PalettePlot {

  private static final int COLUMNS = 3;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 340;

  /** Width of a panel in pixels. */
  static final int PANEL_WIDTH = WIDTH;

  /** Height of a panel in pixels. */
  static final int PANEL_HEIGHT = HEIGHT + SwatchStrip.HEIGHT;

  // Below a hundred-thousandth nothing of a spectrum of a few hundred photons a pixel is ever seen.
  private static final int LOWEST_DECADE = -5;
  private static final int TOP_DECADE = 1;

  // The pixels that a name of six letters covers.
  private static final double NAME_WIDTH = 36;
  private static final double NAME_HEIGHT = 12;

  private PalettePlot() {}

  /**
   * Writes the picture as PNG.
   *
   * @param palette what to draw
   * @param known pigments of a library; those of the palette's names are shown with white too
   * @param png path of the picture; replaced if it exists
   * @throws IOException if the file cannot be written
   */
  public static void write(Palette palette, List<LibraryPigment> known, Path png)
      throws IOException {
    int columns = Math.min(COLUMNS, palette.size());
    int rows = Math.ceilDiv(palette.size(), COLUMNS);
    BufferedImage sheet =
        new BufferedImage(columns * PANEL_WIDTH, rows * PANEL_HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < palette.size(); i++) {
      Pigment pigment = palette.pigments().get(i);
      int x = i % COLUMNS * PANEL_WIDTH;
      int y = i / COLUMNS * PANEL_HEIGHT;
      graphics.drawImage(panel(pigment), x, y, null);
      Optional<LibraryPigment> entry =
          known.stream().filter(other -> other.name().equals(pigment.name())).findFirst();
      graphics.drawImage(
          SwatchStrip.draw(pigment.colour(), entry, PANEL_WIDTH), x, y + HEIGHT, null);
    }
    graphics.dispose();
    if (!ImageIO.write(sheet, "png", png.toFile())) {
      throw new IOException(png + ": no writer for PNG");
    }
  }

  private static BufferedImage panel(Pigment pigment) {
    Spectrum spectrum = pigment.spectrum();
    List<PeakLabel> labels = PeakLabel.of(spectrum);
    double lastKev = labels.isEmpty() ? 0 : labels.getLast().energyKev();
    LogChart chart =
        new LogChart(
            pigment.name(),
            "Probability per bin",
            WIDTH,
            HEIGHT,
            0,
            Math.min(Math.ceil(spectrum.axis().toKev()), Math.ceil(lastKev) + 5),
            LOWEST_DECADE,
            (double) TOP_DECADE - LOWEST_DECADE);
    return chart.draw(
        spectrum.axis().centresKev(),
        spectrum.probabilities(),
        new Color(pigment.colour().rgb24()),
        placed(labels, chart));
  }

  /** Each name above its peak, moved up as long as it covers another. */
  private static List<LogChart.Name> placed(List<PeakLabel> labels, LogChart chart) {
    double width = chart.kev(NAME_WIDTH);
    double height = chart.decades(NAME_HEIGHT);
    List<double[]> taken = new ArrayList<>();
    List<LogChart.Name> names = new ArrayList<>();
    for (PeakLabel label : labels) {
      double x = label.energyKev();
      double y = chart.height(label.probability()) + height;
      while (covers(taken, x, y, width, height)) {
        y += height / 4;
      }
      taken.add(new double[] {x, y});
      names.add(new LogChart.Name(label.name(), x, y));
    }
    return names;
  }

  private static boolean covers(
      List<double[]> taken, double x, double y, double width, double height) {
    return taken.stream()
        .anyMatch(at -> Math.abs(at[0] - x) < width && Math.abs(at[1] - y) < height);
  }
}
