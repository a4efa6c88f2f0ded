package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.RowSums;
import org.sinopia.xrf.fit.FoundElement.Origin;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.LineTable;
import org.sinopia.xrf.fit.lines.TubeScatter;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Which elements a scan shows, and the model that fits its pixels: line families with escape peaks,
 * the tube's scatter, sum peaks and a background, all found in the sum spectrum.
 */
public final class ScanFit {

  private final SumFit sum;
  private final long pixels;
  private final double total;
  private final List<FoundElement> elements;

  private ScanFit(SumFit sum, long pixels, double total) {
    this.sum = sum;
    this.pixels = pixels;
    this.total = total;
    this.elements = find();
  }

  /**
   * Reads the tables of lines and cross-sections that every fit needs. It is never necessary; a
   * program that has to read a scan first can do both at once.
   */
  public static void prepare() {
    LineTable.prepare();
  }

  /**
   * Fits a scan's sum spectrum.
   *
   * @param header of the scan
   * @param counts the sum spectrum, one value per bin
   * @param wanted elements that get a component whether or not they are found
   * @throws IllegalArgumentException if the scan has no energy axis, hardly any counts, or a wanted
   *     element has no lines on the axis
   */
  public static ScanFit of(CubeHeader header, double[] counts, Set<Element> wanted) {
    return new ScanFit(
        SumFit.of(axis(header), counts, wanted), header.pixels(), Arrays.stream(counts).sum());
  }

  /**
   * Fits a scan's sum spectrum.
   *
   * @param summary of the scan
   * @param wanted elements that get a component whether or not they are found
   * @throws IllegalArgumentException as above
   */
  public static ScanFit of(CubeSummary summary, Set<Element> wanted) {
    long known = summary.header().pixels() - summary.missing().count();
    double[] counts = summary.sumSpectrum();
    return new ScanFit(
        SumFit.of(axis(summary.header()), counts, wanted), known, Arrays.stream(counts).sum());
  }

  /**
   * Fits a scan's sum spectrum.
   *
   * @param header of the scan
   * @param sums over all its rows
   * @param wanted elements that get a component whether or not they are found
   * @throws IllegalArgumentException as above
   */
  public static ScanFit of(CubeHeader header, RowSums sums, Set<Element> wanted) {
    double[] counts = sums.counts();
    return new ScanFit(
        SumFit.of(axis(header), counts, wanted), sums.known(), Arrays.stream(counts).sum());
  }

  private static EnergyAxis axis(CubeHeader header) {
    return header
        .energy()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "energy: none in the cube, a map needs a calibrated one; give --calibration OFFSET,GAIN"));
  }

  private List<FoundElement> find() {
    Map<Element, FoundElement> found = new LinkedHashMap<>();
    Solution solution = sum.solution();
    for (int f = 0; f < sum.families().size(); f++) {
      LineFamily family = sum.families().get(f);
      double counts = solution.amplitude(f);
      double error = solution.error(f);
      LineEvidence evidence = sum.evidence(solution, f);
      if (!evidence.main() || !solution.isCertain(f)) {
        continue;
      }
      FoundElement one =
          new FoundElement(
              family.element(),
              List.of(String.valueOf(family.shell())),
              counts,
              error,
              counts / total,
              evidence.seen(),
              origin(family.element()));
      found.merge(family.element(), one, ScanFit::merged);
    }
    sum.scatter()
        .ifPresent(scatter -> found.put(scatter.anode(), scattered(scatter.anode(), solution)));
    return found.values().stream()
        .sorted(Comparator.comparingDouble(FoundElement::counts).reversed())
        .toList();
  }

  private Origin origin(Element element) {
    return switch (element.symbol()) {
      case "Ar" -> Origin.AIR;
      default ->
          sum.scatter().isEmpty() && sum.table().isAnodeBeyondAxis(element)
              ? Origin.SCATTER
              : Origin.OBJECT;
    };
  }

  private FoundElement scattered(Element anode, Solution solution) {
    double counts = 0;
    double variance = 0;
    for (int c = 0; c < solution.components().size(); c++) {
      if (solution.components().get(c).kind() == Component.Kind.SCATTER) {
        counts += solution.amplitude(c);
        variance += solution.error(c) * solution.error(c);
      }
    }
    return new FoundElement(
        anode,
        List.of("K"),
        counts,
        Math.sqrt(variance),
        counts / total,
        List.of(),
        Origin.SCATTER);
  }

  private static FoundElement merged(FoundElement a, FoundElement b) {
    List<String> families = new ArrayList<>(a.families());
    families.addAll(b.families());
    List<String> lines = new ArrayList<>(a.lines());
    lines.addAll(b.lines());
    return new FoundElement(
        a.element(),
        families,
        a.counts() + b.counts(),
        Math.hypot(a.error(), b.error()),
        a.share() + b.share(),
        lines,
        a.origin());
  }

  /** The elements that are there, those with the most counts first. */
  public List<FoundElement> elements() {
    return elements;
  }

  /** The tube's anode, if its scatter is on the axis. */
  public Optional<Element> anode() {
    return sum.scatter().map(TubeScatter::anode);
  }

  /** Full width at half maximum of a peak, in keV. */
  public double fwhmKev(double energyKev) {
    return sum.response().fwhmKev(energyKev);
  }

  /** The angle of Compton's scatter of the anode's lines in degrees, if that is on the axis. */
  public OptionalDouble scatterDeg() {
    return sum.scatter().map(s -> OptionalDouble.of(s.angleDeg())).orElse(OptionalDouble.empty());
  }

  /** By how much peaks lie above their energies, as the axis has them, in keV. */
  public double offsetKev(double energyKev) {
    return 1e-3 * sum.response().shiftEv() + sum.response().stretch() * energyKev;
  }

  SumFit sum() {
    return sum;
  }

  long pixels() {
    return pixels;
  }
}
