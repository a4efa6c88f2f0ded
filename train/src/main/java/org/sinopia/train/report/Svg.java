package org.sinopia.train.report;

import com.samskivert.mustache.Escapers;
import java.util.Locale;

/** A drawing, in the few shapes that the report's charts need; colours are the style sheet's. */
final class Svg {
  private final StringBuilder svg = new StringBuilder();

  /**
   * Begins a drawing.
   *
   * @param style its class
   * @param label what it shows, for those who do not see it
   */
  Svg(String style, double width, double height, String label) {
    svg.append("<svg class=\"").append(style).append("\" viewBox=\"0 0 ");
    svg.append(xy(width, height)).append("\" role=\"img\" aria-label=\"");
    svg.append(Escapers.HTML.escape(label)).append("\">");
  }

  /** A point in path data, to a tenth of a unit. */
  static String xy(double x, double y) {
    return number(x) + " " + number(y);
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * A path.
   *
   * @param style its class
   * @param attributes more of them, or none
   * @param data path data
   */
  Svg path(String style, String attributes, CharSequence data) {
    svg.append("<path class=\"").append(style).append("\" ").append(attributes);
    svg.append(" d=\"").append(data).append("\"/>");
    return this;
  }

  /**
   * A line of text.
   *
   * @param style its class
   * @param anchor {@code start}, {@code middle} or {@code end}: what of it is at x
   * @param degrees how far it is turned to the left
   */
  Svg text(String style, double x, double y, String anchor, int degrees, String text) {
    svg.append("<text class=\"").append(style).append("\" text-anchor=\"").append(anchor);
    svg.append("\" transform=\"translate(").append(xy(x, y)).append(')');
    svg.append(degrees == 0 ? "" : " rotate(" + -degrees + ")").append("\">");
    svg.append(Escapers.HTML.escape(text)).append("</text>");
    return this;
  }

  /** The whole element. */
  String end() {
    return svg + "</svg>";
  }
}
