package org.sinopia.train.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sinopia.xrf.pigment.PeakLabel;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.spectrum.Spectrum;

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
    String label =
        "Spectrum of %s; strongest lines: %s"
            .formatted(
                pigment.name(), String.join(", ", lines.stream().map(PeakLabel::name).toList()));
    Svg svg = new Svg("chart spectrum", WIDTH, HEIGHT, label);
    double base = HEIGHT - BOTTOM;
    StringBuilder area = new StringBuilder("M").append(Svg.xy(SIDE, base));
    for (int bin = 0; bin < spectrum.axis().bins(); bin++) {
      double energy = spectrum.axis().centreKev(bin);
      if (energy <= TO_KEV) {
        area.append('L').append(Svg.xy(across(energy), down(spectrum.probability(bin), highest)));
      }
    }
    area.append('L').append(Svg.xy(WIDTH - SIDE, base)).append('Z');
    svg.path("spectrum-area", "fill=\"" + pigment.colour().toHex() + "\"", area);
    for (int kev = TICK_KEV; kev <= TO_KEV; kev += TICK_KEV) {
      String unit = kev + TICK_KEV > TO_KEV ? " keV" : "";
      svg.text("tick", across(kev), HEIGHT - 5, "middle", 0, kev + unit);
    }
    for (PeakLabel line : lines) {
      double x = across(line.energyKev()) + 3.5;
      double y = down(line.probability(), highest) - 3;
      String name = line.name().replaceFirst("a$", "α").replaceFirst("b$", "β");
      svg.text("line", x, y, "start", 90, name);
    }
    return svg.end();
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
    double decades = Math.max(0, DECADES + StrictMath.log10(probability / highest));
    return HEIGHT - BOTTOM - decades / DECADES * (HEIGHT - TOP - BOTTOM);
  }
}
