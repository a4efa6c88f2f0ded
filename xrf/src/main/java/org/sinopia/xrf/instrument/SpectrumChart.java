package org.sinopia.xrf.instrument;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;
import org.sinopia.xrf.chart.LogChart;

/** Draws a simulated spectrum on a logarithmic scale with the names of its strongest lines. */
public final class SpectrumChart {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 480;
  private static final Color PAINT = new Color(0xd8d2c4);

  // Decades from the bottom to the power of ten above the highest peak, above that, and from a peak
  // to its name.
  private static final int DECADES = 6;
  private static final double ABOVE = 0.7;
  private static final double LIFT = 0.25;

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
    double highest = Double.MIN_NORMAL;
    for (double value : counts) {
      highest = Math.max(highest, value);
    }
    int top = (int) Math.ceil(StrictMath.log10(highest));
    LogChart chart =
        new LogChart(
            title,
            "Counts per channel",
            WIDTH,
            HEIGHT,
            Math.max(0.0, simulation.axis().fromKev()),
            simulation.axis().toKev(),
            top - DECADES,
            DECADES + ABOVE);
    List<LogChart.Name> names = new ArrayList<>();
    for (Simulation.Line line : named(simulation)) {
      int bin = simulation.axis().binOf(line.energyKev());
      names.add(
          new LogChart.Name(
              line.element() + " " + line.siegbahn(),
              line.energyKev(),
              chart.height(counts[bin]) + LIFT));
    }
    BufferedImage image = chart.draw(simulation.axis().centresKev(), counts, PAINT, names);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(png))) {
      ImageIO.write(image, "png", out);
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
