package org.sinopia.train.report;

import com.samskivert.mustache.Escapers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.sinopia.xrf.pigment.PeakLabel;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.pigment.Spectrum;

/** A pigment's spectrum as SVG: probabilities on a logarithmic scale, the strongest lines named. */
final class SpectrumChart {
  private static final double WIDTH = 340;
  private static final double HEIGHT = 132;
  private static final double TOP = 34;
  private static final double BOTTOM = 18;
  private static final double SIDE = 6;
  private static final double DECADES = 4.5;
  private static final double TO_KEV = 22;
  private static final int TICK_KEV = 5;
  private static final int NAMES = 9;
  private static final double NAME_HEIGHT = 11;

  private SpectrumChart() {}

  static String svg(Pigment pigment) {
    Spectrum spectrum = pigment.spectrum();
    List<PeakLabel> lines = named(PeakLabel.of(spectrum));
    double highest = 0;
    for (double probability : spectrum.probabilities()) {
      highest = Math.max(highest, probability);
    }
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg class=\"chart spectrum\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
            WIDTH,
            HEIGHT,
            Escapers.HTML.escape(
                "Spectrum of "
                    + pigment.name()
                    + "; strongest lines: "
                    + String.join(", ", lines.stream().map(PeakLabel::name).toList()))));
    double base = HEIGHT - BOTTOM;
    StringBuilder area = new StringBuilder(format("M%.1f %.1f", SIDE, base));
    for (int bin = 0; bin < spectrum.axis().bins(); bin++) {
      double energy = spectrum.axis().centreKev(bin);
      if (energy <= TO_KEV) {
        area.append(
            format("L%.1f %.1f", across(energy), down(spectrum.probability(bin), highest)));
      }
    }
    area.append(format("L%.1f %.1fZ", WIDTH - SIDE, base));
    svg.append(
        format(
            "<path class=\"spectrum-area\" fill=\"%s\" d=\"%s\"/>",
            pigment.colour().toHex(),
            area));
    for (int kev = TICK_KEV; kev <= TO_KEV; kev += TICK_KEV) {
      svg.append(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d%s</text>",
              across(kev),
              HEIGHT - 5,
              kev,
              kev + TICK_KEV > TO_KEV ? " keV" : ""));
    }
    for (PeakLabel line : lines) {
      double x = across(line.energyKev()) + 3.5;
      double y = down(line.probability(), highest) - 3;
      svg.append(
          format(
              "<text class=\"line\" transform=\"translate(%.1f %.1f) rotate(-90)\">%s</text>",
              x,
              y,
              Escapers.HTML.escape(line.name().replaceFirst("a$", "α").replaceFirst("b$", "β"))));
    }
    return svg.append("</svg>").toString();
  }

  /** The strongest, as far as their names do not cover each other. */
  private static List<PeakLabel> named(List<PeakLabel> all) {
    List<PeakLabel> named = new ArrayList<>();
    all.stream()
        .filter(label -> label.energyKev() < TO_KEV && !label.name().endsWith("esc"))
        .sorted(Comparator.comparingDouble(PeakLabel::probability).reversed())
        .forEach(
            label -> {
              double at = across(label.energyKev());
              boolean free =
                  named.stream()
                      .allMatch(other -> Math.abs(across(other.energyKev()) - at) > NAME_HEIGHT);
              if (free && named.size() < NAMES) {
                named.add(label);
              }
            });
    return named;
  }

  private static double across(double energyKev) {
    return SIDE + energyKev / TO_KEV * (WIDTH - 2 * SIDE);
  }

  private static double down(double probability, double highest) {
    double decades = Math.max(0, DECADES + Math.log10(probability / highest));
    return HEIGHT - BOTTOM - decades / DECADES * (HEIGHT - TOP - BOTTOM);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
