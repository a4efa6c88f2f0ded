package org.sinopia.xrf.pigment;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
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

  // What a name of six letters covers, in pixels, and the part of a panel inside its axes.
  private static final double NAME_WIDTH = 36;
  private static final double NAME_HEIGHT = 12;
  private static final double INNER_WIDTH = WIDTH - 90;
  private static final double INNER_HEIGHT = HEIGHT - 100;

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
      graphics.drawImage(BitmapEncoder.getBufferedImage(panel(pigment)), x, y, null);
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

  private static XYChart panel(Pigment pigment) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(pigment.name())
            .xAxisTitle("Energy (keV)")
            .yAxisTitle("Probability per bin")
            .build();
    Spectrum spectrum = pigment.spectrum();
    List<PeakLabel> labels = PeakLabel.of(spectrum);
    double lastKev = labels.isEmpty() ? 0 : labels.getLast().energyKev();
    double rangeKev = Math.min(Math.ceil(spectrum.axis().toKev()), Math.ceil(lastKev) + 5);
    double[] decades =
        Arrays.stream(spectrum.probabilities()).map(PalettePlot::decadesAboveLowest).toArray();
    // The chart's own logarithmic axis fills areas upward, so the logarithm is taken here.
    chart
        .addSeries(pigment.name(), spectrum.axis().centresKev(), decades)
        .setXYSeriesRenderStyle(XYSeriesRenderStyle.Area)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Color.DARK_GRAY)
        .setLineWidth(1)
        .setFillColor(new Color(pigment.colour().rgb24()));
    XYStyler styler = chart.getStyler();
    styler.setYAxisMin(0.0);
    styler.setYAxisMax((double) TOP_DECADE - LOWEST_DECADE);
    styler.setyAxisTickLabelsFormattingFunction(
        value -> value % 1 == 0 ? "1e%d".formatted(Math.round(value) + LOWEST_DECADE) : "");
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(rangeKev);
    styler.setLegendVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotGridLinesColor(new Color(0xe4e4e4));
    styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
    placed(labels, rangeKev).forEach(chart::addAnnotation);
    return chart;
  }

  private static double decadesAboveLowest(double probability) {
    return Math.max(0, Math.log10(probability) - LOWEST_DECADE);
  }

  /** Each name above its peak, moved up as long as it covers another. */
  private static List<AnnotationText> placed(List<PeakLabel> labels, double rangeKev) {
    double width = NAME_WIDTH / INNER_WIDTH * rangeKev;
    double height = NAME_HEIGHT / INNER_HEIGHT * (TOP_DECADE - LOWEST_DECADE);
    List<double[]> taken = new ArrayList<>();
    List<AnnotationText> texts = new ArrayList<>();
    for (PeakLabel label : labels) {
      double x = label.energyKev();
      double y = decadesAboveLowest(label.probability()) + height;
      while (covers(taken, x, y, width, height)) {
        y += height / 4;
      }
      taken.add(new double[] {x, y});
      texts.add(new AnnotationText(label.name(), x, y, false));
    }
    return texts;
  }

  private static boolean covers(
      List<double[]> taken, double x, double y, double width, double height) {
    return taken.stream()
        .anyMatch(at -> Math.abs(at[0] - x) < width && Math.abs(at[1] - y) < height);
  }
}
