package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.LineFamily.Line;
import org.sinopia.xrf.fit.lines.PeakResponse;
import org.sinopia.xrf.fit.lines.Peaks;
import org.sinopia.xrf.fit.lines.TubeScatter;

/**
 * Everything a spectrum of one scan is made of: element families with their escape peaks, the
 * tube's scatter, sum peaks, and a background of some pieces that overlap, each of which may be
 * higher or lower in a pixel than in the mean.
 */
final class ComponentModel {

  // Pieces of background are much wider than a peak, so that they cannot stand in for one.
  private static final double PIECE_KEV = 1.5;
  private static final double PIECE_SHARE = 0.3;

  /** The part of a family that does not change with the response. */
  private record Known(String name, Peaks peaks) {}

  private final FitRange range;
  private final double[] background;
  private final List<Component> fixed;
  private final IdentityHashMap<LineFamily, Known> known;

  /** The families' components of the latest response: few families change between fits. */
  private final IdentityHashMap<LineFamily, Component> shaped = new IdentityHashMap<>();

  private PeakResponse shapedBy;

  private ComponentModel(
      FitRange range,
      double[] background,
      Component sumPeaks,
      IdentityHashMap<LineFamily, Known> known) {
    this.range = range;
    this.background = background.clone();
    this.known = known;
    this.fixed = new ArrayList<>();
    fixed.add(sumPeaks);
    fixed.addAll(pieces());
  }

  /**
   * The parts that lines do not change.
   *
   * @param range bins that are fitted
   * @param counts the sum spectrum on the whole axis
   * @param background its background
   */
  static ComponentModel of(FitRange range, double[] counts, double[] background) {
    double[] pileUp = range.normalised(sumsOfTwo(range.axis(), counts));
    return new ComponentModel(
        range,
        background,
        Component.of("sum peaks", Component.Kind.SUM_PEAKS, pileUp),
        new IdentityHashMap<>());
  }

  /** The same with another background. */
  ComponentModel with(double[] otherBackground) {
    return new ComponentModel(range, otherBackground, fixed.getFirst(), known);
  }

  /** One component for each family, then scatter, sum peaks and pieces of background. */
  List<Component> components(
      PeakResponse response, List<LineFamily> families, Optional<TubeScatter> scatter) {
    if (!response.equals(shapedBy)) {
      shaped.clear();
      shapedBy = response;
    }
    List<Component> components = new ArrayList<>();
    for (LineFamily family : families) {
      components.add(shaped.computeIfAbsent(family, f -> component(response, f)));
    }
    scatter.ifPresent(
        s -> {
          add(components, s, "K Rayleigh", response.shape(s.rayleigh('K'), 0));
          add(components, s, "K Compton", response.shape(s.compton('K'), s.broadening()));
          List<Line> low = new ArrayList<>(s.rayleigh('L'));
          add(components, s, "L Rayleigh", response.shape(low, 0));
        });
    components.addAll(fixed);
    return components;
  }

  private void add(List<Component> components, TubeScatter scatter, String what, double[] shape) {
    double inside = Arrays.stream(range.cut(shape)).sum();
    if (inside > 0.2 * Arrays.stream(shape).sum() && inside > 0) {
      components.add(
          Component.of(
              scatter.anode().symbol() + " " + what,
              Component.Kind.SCATTER,
              range.normalised(shape)));
    }
  }

  private Component component(PeakResponse response, LineFamily family) {
    Known one =
        known.computeIfAbsent(
            family, f -> new Known(f.name(), Peaks.of(response.detector(), f.lines())));
    return Component.of(family, one.name(), range.normalised(response.shape(one.peaks(), 0)));
  }

  /** The background times tents over knots that grow apart with energy; together they are it. */
  private List<Component> pieces() {
    EnergyAxis axis = range.axis();
    double end = axis.centreKev(range.end() - 1);
    List<Double> knots = new ArrayList<>();
    double knot = axis.centreKev(range.first());
    while (knot < end) {
      knots.add(knot);
      knot += Math.max(PIECE_KEV, PIECE_SHARE * knot);
    }
    if (knots.size() > 1 && end - knots.getLast() < PIECE_KEV / 2) {
      knots.removeLast();
    }
    knots.add(end);
    List<Component> pieces = new ArrayList<>();
    for (int k = 0; k < knots.size(); k++) {
      double[] shape = new double[range.bins()];
      double sum = 0;
      for (int i = 0; i < shape.length; i++) {
        double energy = axis.centreKev(range.first() + i);
        double rise = k == 0 ? 1 : (energy - knots.get(k - 1)) / (knots.get(k) - knots.get(k - 1));
        double fall =
            k == knots.size() - 1
                ? 1
                : (knots.get(k + 1) - energy) / (knots.get(k + 1) - knots.get(k));
        double tent = Math.clamp(Math.min(rise, fall), 0.0, 1.0);
        shape[i] = tent * Math.max(background[i], 1e-9);
        sum += shape[i];
      }
      for (int i = 0; i < shape.length; i++) {
        shape[i] /= sum;
      }
      pieces.add(
          Component.of(
              "background at %.1f keV".formatted(knots.get(k)), Component.Kind.BACKGROUND, shape));
    }
    return pieces;
  }

  /** Two photons taken for one: the spectrum folded with itself. */
  private static double[] sumsOfTwo(EnergyAxis axis, double[] counts) {
    double[] folded = new double[counts.length];
    double total = Arrays.stream(counts).sum();
    double offset = axis.centreKev(0) / axis.widthKev();
    int whole = (int) Math.floor(offset);
    double fraction = offset - whole;
    for (int i = 0; i < counts.length; i++) {
      double share = counts[i] / Math.max(total, 1);
      for (int j = Math.max(0, -whole - i);
          j < counts.length && i + j + whole + 1 < counts.length;
          j++) {
        int at = i + j + whole;
        folded[at] += (1 - fraction) * share * counts[j];
        folded[at + 1] += fraction * share * counts[j];
      }
    }
    return folded;
  }
}
