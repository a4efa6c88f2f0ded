package org.sinopia.train.report;

import com.samskivert.mustache.Escapers;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Curves over epochs as SVG, coloured by the page's style sheet: class {@code training} and {@code
 * validation} for curves, {@code grid} and {@code tick} for the scale.
 */
final class LineChart {
  private static final double WIDTH = 340;
  private static final double HEIGHT = 190;
  private static final double LEFT = 46;
  private static final double RIGHT = 10;
  private static final double TOP = 10;
  private static final double BOTTOM = 26;

  // A range of values this many times its lower end is drawn by its logarithm.
  private static final double WIDE = 50;

  private LineChart() {}

  /**
   * Draws a measure.
   *
   * @param label what is drawn, for those who do not see it
   */
  static String svg(LearningCurves.Measure measure, String label) {
    double[] all =
        DoubleStream.concat(Arrays.stream(measure.training()), Arrays.stream(measure.validation()))
            .filter(Double::isFinite)
            .toArray();
    double least = Arrays.stream(all).min().orElse(0);
    double most = Arrays.stream(all).max().orElse(1);
    boolean logarithmic = least > 0 && most / least > WIDE;
    Ticks y =
        logarithmic
            ? Ticks.around(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)), 3)
            : Ticks.around(least, most, 3);
    int epochs = Math.max(measure.training().length, measure.validation().length);
    Ticks x = new Ticks(1, Math.max(2, epochs), Math.max(1, epochs - 1));
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg class=\"chart\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">"
            .formatted(WIDTH, HEIGHT, Escapers.HTML.escape(label)));
    for (double tick : y.values()) {
      double at = down(y.position(tick));
      svg.append(
          format(
              "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>", LEFT, at, WIDTH - RIGHT));
      svg.append(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT - 6,
              at + 4,
              logarithmic ? "10<tspan dy=\"-4\" font-size=\"8\">" + y.print(tick) + "</tspan>" : y.print(tick)));
    }
    svg.append(
        format(
            "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">epoch 1</text>", LEFT, HEIGHT - 8));
    svg.append(
        format(
            "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%d</text>",
            WIDTH - RIGHT,
            HEIGHT - 8,
            epochs));
    curve(svg, "training", measure.training(), x, y, logarithmic);
    curve(svg, "validation", measure.validation(), x, y, logarithmic);
    return svg.append("</svg>").toString();
  }

  private static void curve(
      StringBuilder svg, String style, double[] values, Ticks x, Ticks y, boolean logarithmic) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.length; i++) {
      double value = logarithmic ? Math.log10(values[i]) : values[i];
      if (Double.isFinite(value)) {
        double across = LEFT + x.position(i + 1) * (WIDTH - LEFT - RIGHT);
        path.append(format("%s%.1f %.1f", drawing ? "L" : "M", across, down(y.position(value))));
        boolean alone = !drawing && (i + 1 == values.length || !Double.isFinite(values[i + 1]));
        path.append(alone ? "h0" : "");
      }
      drawing = Double.isFinite(value);
    }
    if (!path.isEmpty()) {
      svg.append(format("<path class=\"%s\" d=\"%s\"/>", style, path));
    }
  }

  private static double down(double position) {
    return TOP + (1 - position) * (HEIGHT - TOP - BOTTOM);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
