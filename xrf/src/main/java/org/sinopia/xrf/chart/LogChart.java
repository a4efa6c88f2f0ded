package org.sinopia.xrf.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Draws a spectrum as a filled area over a linear energy axis and a logarithmic value axis, with a
 * title, a grid, and names of lines.
 *
 * @param title above the axes
 * @param valueTitle beside the value axis
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param fromKev start of the energy axis
 * @param toKev end of the energy axis, above its start
 * @param lowestDecade decimal logarithm of the value at the bottom
 * @param decades the extent of the value axis
 */
public record LogChart(
    String title,
    String valueTitle,
    int width,
    int height,
    double fromKev,
    double toKev,
    int lowestDecade,
    double decades) {
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 45;
  private static final int BOTTOM = 55;
  private static final int MAX_TICKS = 10;
  private static final Color GRID = new Color(0xe4e4e4);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final Font AXIS = new Font(Font.SANS_SERIF, Font.BOLD, 12);
  private static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font NAME = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  /** A name of a line, centred at an energy and a number of decades above the bottom. */
  public record Name(String text, double kev, double decade) {}

  /** The height of a value: decades above the bottom, at least 0. */
  public double height(double value) {
    return Math.max(0, StrictMath.log10(value) - lowestDecade);
  }

  /** The keV that a number of pixels covers. */
  public double kev(double pixels) {
    return pixels / plot().width * (toKev - fromKev);
  }

  /** The decades that a number of pixels covers. */
  public double decades(double pixels) {
    return pixels / plot().height * decades;
  }

  /**
   * Draws the chart.
   *
   * @param kev energies, ascending
   * @param values as many, at least 0
   */
  public BufferedImage draw(double[] kev, double[] values, Color fill, List<Name> names) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    Rectangle plot = plot();
    grid(graphics, plot);
    graphics.setClip(plot);
    area(graphics, kev, values, fill);
    graphics.setClip(null);
    graphics.setColor(Color.GRAY);
    graphics.draw(plot);
    graphics.setColor(Color.BLACK);
    graphics.setFont(NAME);
    names.forEach(name -> centred(graphics, name.text, x(name.kev), y(name.decade) + 4));
    titles(graphics, plot);
    graphics.dispose();
    return image;
  }

  private Rectangle plot() {
    return new Rectangle(LEFT, TOP, width - LEFT - RIGHT, height - TOP - BOTTOM);
  }

  private double x(double kev) {
    return LEFT + (kev - fromKev) / (toKev - fromKev) * plot().width;
  }

  private double y(double decade) {
    return height - BOTTOM - decade / decades * plot().height;
  }

  private void grid(Graphics2D graphics, Rectangle plot) {
    graphics.setFont(TICK);
    double step = step(toKev - fromKev);
    for (long i = (long) Math.ceil(fromKev / step); i * step <= toKev; i++) {
      double x = x(i * step);
      graphics.setColor(GRID);
      graphics.draw(new Line2D.Double(x, TOP, x, plot.getMaxY()));
      graphics.setColor(Color.DARK_GRAY);
      String label = step < 1 ? "%.1f".formatted(i * step) : "%.0f".formatted(i * step);
      centred(graphics, label, x, plot.getMaxY() + 16);
    }
    for (int decade = 0; decade <= decades; decade++) {
      double y = y(decade);
      graphics.setColor(GRID);
      graphics.draw(new Line2D.Double(LEFT, y, plot.getMaxX(), y));
      graphics.setColor(Color.DARK_GRAY);
      String label = "1e" + (decade + lowestDecade);
      int labelWidth = graphics.getFontMetrics().stringWidth(label);
      graphics.drawString(label, LEFT - 6 - labelWidth, (float) y + 4);
    }
  }

  /** The least of 0.1, 0.2, 0.5, 1, 2, 5, 10, … that makes few enough ticks. */
  private static double step(double range) {
    double decade = 0.1;
    while (true) {
      for (int factor : new int[] {1, 2, 5}) {
        if (range <= MAX_TICKS * factor * decade) {
          return factor * decade;
        }
      }
      decade *= 10;
    }
  }

  private void area(Graphics2D graphics, double[] kev, double[] values, Color fill) {
    Path2D outline = new Path2D.Double();
    outline.moveTo(x(kev[0]), y(0));
    for (int i = 0; i < kev.length; i++) {
      outline.lineTo(x(kev[i]), y(height(values[i])));
    }
    outline.lineTo(x(kev[kev.length - 1]), y(0));
    outline.closePath();
    graphics.setColor(fill);
    graphics.fill(outline);
    graphics.setColor(Color.DARK_GRAY);
    graphics.setStroke(new BasicStroke(1));
    graphics.draw(outline);
  }

  private void titles(Graphics2D graphics, Rectangle plot) {
    graphics.setFont(TITLE);
    centred(graphics, title, plot.getCenterX(), 26);
    graphics.setFont(AXIS);
    centred(graphics, "Energy (keV)", plot.getCenterX(), plot.getMaxY() + 40);
    AffineTransform upright = graphics.getTransform();
    graphics.rotate(-Math.PI / 2);
    centred(graphics, valueTitle, -plot.getCenterY(), 18);
    graphics.setTransform(upright);
  }

  private static void centred(Graphics2D graphics, String text, double x, double y) {
    int textWidth = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (x - textWidth / 2.0), (float) y);
  }
}
