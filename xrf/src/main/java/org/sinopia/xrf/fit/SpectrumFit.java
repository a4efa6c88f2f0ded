package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.ShapeDoubt;
import org.sinopia.xrf.fit.lines.TubeScatter;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Takes single spectra of a scan apart, of a pixel or a region, with the components that {@link
 * ScanFit} found: non-negative least squares whose weights are the inverse Poisson variances of the
 * fitted spectrum plus what shapes may get wrong. Immutable.
 */
public final class SpectrumFit {

  /** The weights come from the fit before; from the third on they hardly change. */
  private static final int ROUNDS = 3;

  private final SumFit sum;
  private final List<Component> components;

  /**
   * A part of a spectrum.
   *
   * @param name such as {@code Fe K} or {@code Ag K Compton}
   * @param kind what it stands for
   * @param element the element of a family
   * @param shell K, L or M of a family; a blank otherwise
   * @param energyKev energy of a family's strongest line in keV; 0 otherwise
   * @param counts its counts, at least 0
   * @param error their standard error
   */
  public record Part(
      String name,
      Kind kind,
      Optional<Element> element,
      char shell,
      double energyKev,
      double counts,
      double error) {}

  /** Kinds of parts. */
  public enum Kind {
    /** An element's lines of one shell. */
    FAMILY,
    /** The tube's lines, scattered. */
    SCATTER,
    /** Two photons taken for one. */
    SUM_PEAKS,
    /** A piece of the background. */
    BACKGROUND
  }

  /** A spectrum taken apart. Immutable. */
  public static final class Fitted {
    private final FitRange range;
    private final List<Component> components;
    private final List<Part> parts;
    private final double chi2;

    private Fitted(FitRange range, List<Component> components, List<Part> parts, double chi2) {
      this.range = range;
      this.components = components;
      this.parts = parts;
      this.chi2 = chi2;
    }

    /** The parts, families first. */
    public List<Part> parts() {
      return parts;
    }

    /** The first bin that was fitted. */
    public int firstBin() {
      return range.first();
    }

    /** The bin after the last that was fitted. */
    public int endBin() {
      return range.end();
    }

    /** Weighted squared differences from the spectrum, for each bin. */
    public double reducedChi2() {
      return chi2 / range.bins();
    }

    /** Counts of a part in each bin of the whole axis. */
    public double[] curve(int part) {
      double[] curve = new double[range.axis().bins()];
      add(part, curve);
      return curve;
    }

    /** Counts of all parts of some kinds in each bin of the whole axis. */
    public double[] curve(List<Kind> kinds) {
      double[] curve = new double[range.axis().bins()];
      for (int k = 0; k < parts.size(); k++) {
        if (kinds.contains(parts.get(k).kind())) {
          add(k, curve);
        }
      }
      return curve;
    }

    private void add(int part, double[] curve) {
      double[] shape = components.get(part).shape();
      double counts = parts.get(part).counts();
      for (int b = 0; b < shape.length; b++) {
        curve[range.first() + b] += counts * shape[b];
      }
    }
  }

  private SpectrumFit(SumFit sum, List<Component> components) {
    this.sum = sum;
    this.components = components;
  }

  /** For spectra of the scan that a fit was made of. */
  public static SpectrumFit of(ScanFit fit) {
    return new SpectrumFit(fit.sum(), fit.sum().solution().components());
  }

  /** The tube that the fit assumes: the anode that was found, or else the usual one. */
  public XrayTube tube() {
    return sum.scatter()
        .map(TubeScatter::tube)
        .orElse(XrayTube.DEFAULT.withKilovolts(sum.table().kilovolts()));
  }

  /**
   * Fits a spectrum.
   *
   * @param spectrum one value per bin of the scan's axis; what is not finite counts as 0
   */
  public Fitted fit(double[] spectrum) {
    FitRange range = sum.range();
    double[] counts = range.cut(spectrum);
    for (int b = 0; b < counts.length; b++) {
      counts[b] = Double.isFinite(counts[b]) ? counts[b] : 0;
    }
    double[][] columns = components.stream().map(Component::shape).toArray(double[][]::new);
    double[] lines = counts.clone();
    double[] ground = new double[counts.length];
    double[] amplitudes = new double[columns.length];
    double[] errors = amplitudes;
    double chi2 = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double[] weights = weights(range, lines, ground);
      LeastSquares fit =
          new LeastSquares(
              columns,
              counts,
              weights,
              new boolean[columns.length],
              new double[columns.length],
              amplitudes);
      amplitudes = fit.amplitudes();
      Arrays.fill(lines, 0);
      Arrays.fill(ground, 0);
      for (int k = 0; k < columns.length; k++) {
        double[] into = components.get(k).kind() == Component.Kind.BACKGROUND ? ground : lines;
        for (int b = 0; b < into.length; b++) {
          into[b] = Math.fma(amplitudes[k], columns[k][b], into[b]);
        }
      }
      chi2 = 0;
      for (int b = 0; b < counts.length; b++) {
        double difference = counts[b] - lines[b] - ground[b];
        chi2 = Math.fma(weights[b] * difference, difference, chi2);
      }
      errors = round == ROUNDS - 1 ? fit.errors() : errors;
    }
    List<Part> parts = new ArrayList<>();
    for (int k = 0; k < columns.length; k++) {
      parts.add(part(components.get(k), amplitudes[k], errors[k]));
    }
    return new Fitted(range, components, List.copyOf(parts), chi2);
  }

  private double[] weights(FitRange range, double[] lines, double[] ground) {
    double[] doubt = ShapeDoubt.of(range, sum.response(), lines, ground);
    double[] weights = new double[lines.length];
    for (int b = 0; b < weights.length; b++) {
      weights[b] = 1 / (Math.max(1, lines[b] + ground[b]) + doubt[b] * doubt[b]);
    }
    return weights;
  }

  private static Part part(Component component, double counts, double error) {
    Kind kind =
        switch (component.kind()) {
          case FAMILY -> Kind.FAMILY;
          case SCATTER -> Kind.SCATTER;
          case SUM_PEAKS -> Kind.SUM_PEAKS;
          case BACKGROUND -> Kind.BACKGROUND;
        };
    return new Part(
        component.name(),
        kind,
        component.family().map(LineFamily::element),
        component.family().map(LineFamily::shell).orElse(' '),
        component.family().map(LineFamily::energyKev).orElse(0.0),
        counts,
        error);
  }
}
