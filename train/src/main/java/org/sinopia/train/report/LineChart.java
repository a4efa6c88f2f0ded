package org.sinopia.train.report;

import java.util.List;
import java.util.stream.Stream;

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

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private LineChart() {}

  /**
   * Draws a measure.
   *
   * @param label what is drawn, for those who do not see it
   */
  static String svg(LearningCurves.Measure measure, String label) {
    List<Double> all =
        Stream.concat(measure.training().stream(), measure.validation().stream())
            .filter(Double::isFinite)
            .toList();
    double least = all.stream().min(Double::compare).orElse(0.0);
    double most = all.stream().max(Double::compare).orElse(1.0);
    boolean logarithmic = least > 0 && most / least > WIDE;
    Ticks y =
        logarithmic
            ? Ticks.around(
                Math.floor(StrictMath.log10(least)), Math.ceil(StrictMath.log10(most)), 3)
            : Ticks.around(least, most, 3);
    int epochs = Math.max(measure.training().size(), measure.validation().size());
    Ticks x = new Ticks(1, Math.max(2, epochs), Math.max(1, epochs - 1));
    Svg svg = new Svg("chart", WIDTH, HEIGHT, label);
    for (double tick : y.values()) {
      double at = down(y.position(tick));
      svg.path("grid", "", "M" + Svg.xy(LEFT, at) + "H" + (WIDTH - RIGHT));
      String text = logarithmic ? powerOfTen(tick) : y.print(tick);
      svg.text("tick", LEFT - 6, at + 4, "end", 0, text);
    }
    svg.text("tick", LEFT, HEIGHT - 8, "start", 0, "epoch 1");
    svg.text("tick", WIDTH - RIGHT, HEIGHT - 8, "end", 0, Integer.toString(epochs));
    curve(svg, "training", measure.training(), x, y, logarithmic);
    curve(svg, "validation", measure.validation(), x, y, logarithmic);
    return svg.end();
  }

  private static void curve(
      Svg svg, String style, List<Double> values, Ticks x, Ticks y, boolean logarithmic) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.size(); i++) {
      double value = logarithmic ? StrictMath.log10(values.get(i)) : values.get(i);
      if (Double.isFinite(value)) {
        double across = LEFT + x.position(i + 1) * (WIDTH - LEFT - RIGHT);
        path.append(drawing ? "L" : "M").append(Svg.xy(across, down(y.position(value))));
        boolean alone = !drawing && (i + 1 == values.size() || !Double.isFinite(values.get(i + 1)));
        path.append(alone ? "h0" : "");
      }
      drawing = Double.isFinite(value);
    }
    if (!path.isEmpty()) {
      svg.path(style, "", path);
    }
  }

  private static String powerOfTen(double exponent) {
    String digits = Long.toString(Math.round(exponent));
    StringBuilder text = new StringBuilder("10");
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      text.append(c == '-' ? '⁻' : SUPERSCRIPTS.charAt(c - '0'));
    }
    return text.toString();
  }

  private static double down(double position) {
    return TOP + (1 - position) * (HEIGHT - TOP - BOTTOM);
  }
}
