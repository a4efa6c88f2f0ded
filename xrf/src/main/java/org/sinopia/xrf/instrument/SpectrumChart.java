package org.sinopia.xrf.instrument;

import java.awt.Color;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a simulated spectrum on a logarithmic scale with the names of its strongest lines. */
public final class SpectrumChart {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 480;
  private static final int NAMES = 16;
  private static final double FAINT = 2e-3;
  // Names of lines nearer to a stronger one would cover it.
  private static final double APART_KEV = 0.35;

  private SpectrumChart() {}

  /**
   * Writes the picture as PNG.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Simulation simulation, String title, Path png) throws IOException {
    double[] counts = simulation.counts();
    double highest = 0;
    for (double value : counts) {
      highest = Math.max(highest, value);
    }
    double top = Math.ceil(Math.log10(highest));
    double bottom = top - 6;
    double[] decades = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      decades[i] = Math.max(0, Math.log10(counts[i]) - bottom);
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("Energy (keV)")
            .yAxisTitle("Counts per channel")
            .build();
    // The chart's own logarithmic axis fills areas upward, so the logarithm is taken here.
    chart
        .addSeries("spectrum", simulation.axis().centresKev(), decades)
        .setXYSeriesRenderStyle(XYSeriesRenderStyle.Area)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Color.DARK_GRAY)
        .setLineWidth(1)
        .setFillColor(new Color(0xd8d2c4));
    XYStyler styler = chart.getStyler();
    styler.setYAxisMin(0.0);
    styler.setYAxisMax(top - bottom + 0.7);
    styler.setyAxisTickLabelsFormattingFunction(
        value -> value % 1 == 0 ? "1e%d".formatted(Math.round(value + bottom)) : "");
    styler.setXAxisMin(Math.max(0.0, simulation.axis().fromKev()));
    styler.setXAxisMax(simulation.axis().toKev());
    styler.setLegendVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotGridLinesColor(new Color(0xe4e4e4));
    for (Simulation.Line line : named(simulation)) {
      int bin = simulation.axis().binOf(line.energyKev());
      chart.addAnnotation(
          new AnnotationText(
              line.element() + " " + line.siegbahn(),
              line.energyKev(),
              decades[bin] + 0.25,
              false));
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(png))) {
      BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
    }
  }

  private static List<Simulation.Line> named(Simulation simulation) {
    List<Simulation.Line> chosen = new ArrayList<>();
    double strongest =
        simulation.lines().stream().mapToDouble(Simulation.Line::counts).max().orElse(0);
    simulation.lines().stream()
        .filter(line -> !line.siegbahn().isEmpty() && line.counts() > FAINT * strongest)
        .filter(line -> simulation.axis().binOf(line.energyKev()) >= 0)
        .sorted(Comparator.comparingDouble(Simulation.Line::counts).reversed())
        .forEach(
            line -> {
              boolean free =
                  chosen.stream()
                      .allMatch(
                          other -> Math.abs(other.energyKev() - line.energyKev()) > APART_KEV);
              if (free && chosen.size() < NAMES) {
                chosen.add(line);
              }
            });
    return chosen;
  }
}
