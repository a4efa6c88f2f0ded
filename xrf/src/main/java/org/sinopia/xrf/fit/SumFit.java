package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Element;

/**
 * The fit of a scan's sum spectrum. It finds out which families of lines are there, how wide peaks
 * are, where the axis really lies, which anode the tube has, and by how much the lines' ratios
 * differ from a thin layer's; {@link ScanFit} then fits each pixel with what was found.
 *
 * <p>The variance of a bin is Poisson's plus that of the model: shapes are known to some percent,
 * so what is a hundredth of a strong neighbour is not taken for an element.
 */
final class SumFit {

  private static final double CERTAIN_COMPTON = 10;
  private static final double STRONG = 30;
  private static final int ROUNDS = 3;
  private static final double[] ANGLES = {90, 110, 130, 150};

  private final FitRange range;
  private final double[] counts;
  private final double[] whole;
  private ComponentModel model;
  private final LineTable table;

  private PeakResponse response;
  private Optional<TubeScatter> scatter = Optional.empty();
  private List<LineFamily> families;
  private double[] lines;
  private double[] latest = new double[0];
  private double[] ground;

  private SumFit(EnergyAxis axis, double[] counts) {
    this.range = FitRange.of(axis, counts);
    this.whole = counts;
    this.counts = range.cut(counts);
    this.table = LineTable.of(range, counts);
    this.response = PeakResponse.of(table.detector(), axis);
    this.ground = Snip.of(this.counts, reach());
    this.model = new ComponentModel(range, counts, ground);
    this.lines = new double[range.bins()];
    Arrays.setAll(lines, i -> Math.max(0, this.counts[i] - ground[i]));
    this.families = table.families();
  }

  /**
   * Fits a sum spectrum.
   *
   * @param axis the scan's axis
   * @param counts counts of all pixels, one per bin
   * @param wanted elements that are fitted whether or not they are found
   */
  static SumFit of(EnergyAxis axis, double[] counts, Set<Element> wanted) {
    SumFit fit = new SumFit(axis, counts);
    fit.calibrate(3, 1);
    fit.findAnode();
    fit.calibrate(2, 1);
    fit.select();
    fit.adoptTube();
    for (int round = 0; round < ROUNDS; round++) {
      fit.adjustRatios();
      fit.smoothGround();
      fit.calibrate(1, 0.3);
    }
    do {
      fit.select();
    } while (fit.dropUnseen());
    fit.join(wanted);
    return fit;
  }

  /** Leaves out families whose strongest line is not there by itself; false if there are none. */
  private boolean dropUnseen() {
    List<LineFamily> kept = new ArrayList<>();
    for (int f = 0; f < families.size(); f++) {
      if (evidence(f).main()) {
        kept.add(families.get(f));
      }
    }
    boolean dropped = kept.size() < families.size();
    families = kept;
    return dropped;
  }

  /**
   * Adds families that are asked for and not there. They come last, so that they have no part in
   * what the others look like: a lead line that is a little strong must not become arsenic.
   */
  private void join(Set<Element> wanted) {
    List<LineFamily> joined = new ArrayList<>(families);
    for (Element element : wanted.stream().sorted().toList()) {
      for (LineFamily family : table.families(element, scatter.map(TubeScatter::anode))) {
        if (!scatter.map(TubeScatter::anode).equals(Optional.of(element))
            && families.stream().noneMatch(f -> f.name().equals(family.name()))) {
          joined.add(family);
        }
      }
    }
    families = joined;
    solve(families, scatter);
  }

  /** The lines that a family shows. */
  LineEvidence evidence(int family) {
    LineFamily fitted = families.get(family);
    LineFamily expected = table.family(fitted, scatter.map(TubeScatter::anode)).orElse(fitted);
    return LineEvidence.of(solution(), family, expected, response, range, counts, weights());
  }

  private int[] reach() {
    int[] reach = new int[range.bins()];
    for (int i = 0; i < reach.length; i++) {
      double energy = range.axis().centreKev(range.first() + i);
      double wide = Math.max(2.2 * response.fwhmKev(Math.max(energy, 0.1)), 0.07 * energy);
      reach[i] = (int) Math.ceil(wide / range.axis().widthKev());
    }
    return reach;
  }

  /** Moves what the fit is not linear in towards the least χ². */
  private void calibrate(int rounds, double scale) {
    double size = scale;
    for (int round = 0; round < rounds; round++) {
      response = ResponseSearch.improve(response, r -> chi2(r, scatter), size);
      scatter =
          scatter.map(
              s -> ResponseSearch.improve(s, tried -> chi2(response, Optional.of(tried)), scale));
      size /= 2;
    }
    solve(families, scatter);
  }

  /** The anode whose scatter explains most, if its Compton peak is certain. */
  private void findAnode() {
    double least = Double.POSITIVE_INFINITY;
    for (Element anode : table.anodes()) {
      List<LineFamily> without = families.stream().filter(f -> !f.element().equals(anode)).toList();
      for (double angle : ANGLES) {
        TubeScatter tried = new TubeScatter(table.tube(anode), angle, 0.012);
        Solution solution = solution(response, without, Optional.of(tried), true);
        boolean certain = false;
        for (int c = 0; c < solution.components().size(); c++) {
          certain |=
              solution.components().get(c).name().endsWith("K Compton")
                  && solution.significance(c) > CERTAIN_COMPTON;
        }
        if (certain && solution.chi2() < least) {
          least = solution.chi2();
          scatter = Optional.of(tried);
        }
      }
    }
    families = candidates();
  }

  /** All families that the scan could show. */
  private List<LineFamily> candidates() {
    Optional<Element> anode = scatter.map(TubeScatter::anode);
    return table.families().stream().filter(f -> !anode.equals(Optional.of(f.element()))).toList();
  }

  /** Takes the ratios of lines under the beam of the tube that was found. */
  private void adoptTube() {
    Optional<Element> anode = scatter.map(TubeScatter::anode);
    families = families.stream().map(f -> table.family(f, anode).orElse(f)).toList();
    solve(families, scatter);
  }

  /** Leaves out families that are not certain, the least certain first. */
  private void select() {
    while (true) {
      Solution solution = solve(families, scatter);
      List<Integer> doubtful = new ArrayList<>();
      for (int f = 0; f < families.size(); f++) {
        if (!solution.isCertain(f)) {
          doubtful.add(f);
        }
      }
      if (doubtful.isEmpty()) {
        List<LineFamily> plausible =
            Plausibility.of(families, candidates(), solution, table.detector());
        if (plausible.size() == families.size()) {
          return;
        }
        families = plausible;
        continue;
      }
      doubtful.sort(Comparator.comparingDouble(solution::significance));
      List<Integer> out = doubtful.subList(0, (doubtful.size() + 2) / 3);
      List<LineFamily> kept = new ArrayList<>();
      for (int f = 0; f < families.size(); f++) {
        if (!out.contains(f)) {
          kept.add(families.get(f));
        }
      }
      families = kept;
    }
  }

  /** Takes what the lines leave for the background. */
  private void smoothGround() {
    solve(families, scatter);
    double[] left = new double[range.bins()];
    double[] sigmas = new double[range.bins()];
    for (int i = 0; i < left.length; i++) {
      left[i] = counts[i] - lines[i];
      sigmas[i] = ShapeDoubt.peakBins(range, response, i);
    }
    model = new ComponentModel(range, whole, Continuum.of(left, weights(), sigmas));
    solve(families, scatter);
  }

  /** Lets strong families' groups grow and shrink against each other, held by what is known. */
  private void adjustRatios() {
    Solution solution = solve(families, scatter);
    families = RatioFit.adjust(range, response, families, solution, counts, weights(), STRONG);
  }

  private double chi2(PeakResponse tried, Optional<TubeScatter> scattered) {
    return solution(tried, families, scattered, false).chi2();
  }

  /** Solves and takes the result for the next weights. */
  private Solution solve(List<LineFamily> among, Optional<TubeScatter> scattered) {
    Solution solution = solution(response, among, scattered, true);
    lines = new double[range.bins()];
    ground = new double[range.bins()];
    for (int c = 0; c < solution.components().size(); c++) {
      Component component = solution.components().get(c);
      double[] into = component.kind() == Component.Kind.BACKGROUND ? ground : lines;
      for (int i = 0; i < into.length; i++) {
        into[i] += solution.amplitude(c) * component.shape()[i];
      }
    }
    return solution;
  }

  /** Errors take longer than all the rest, and are left out where none is asked for. */
  private Solution solution(
      PeakResponse tried, List<LineFamily> among, Optional<TubeScatter> scattered, boolean errors) {
    List<Component> components = model.components(tried, among, scattered);
    double[][] columns = components.stream().map(Component::shape).toArray(double[][]::new);
    double[] weights = weights();
    double[] start = latest.length == columns.length ? latest : new double[columns.length];
    LeastSquares fit =
        new LeastSquares(
            columns,
            counts,
            weights,
            new boolean[columns.length],
            new double[columns.length],
            start);
    double[] amplitudes = fit.amplitudes();
    latest = amplitudes;
    double chi2 = 0;
    for (int i = 0; i < counts.length; i++) {
      double difference = counts[i];
      for (int c = 0; c < columns.length; c++) {
        difference -= amplitudes[c] * columns[c][i];
      }
      chi2 += weights[i] * difference * difference;
    }
    return new Solution(
        components, amplitudes, errors ? fit.errors() : new double[amplitudes.length], chi2);
  }

  /** Inverse variances of the counts under the latest model. */
  private double[] weights() {
    double[] weights = new double[range.bins()];
    double[] doubt = doubt();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 / (Math.max(1, lines[i] + ground[i]) + doubt[i] * doubt[i]);
    }
    return weights;
  }

  /** The bins that were fitted. */
  FitRange range() {
    return range;
  }

  /** The fit with all that was found. */
  Solution solution() {
    return solution(response, families, scatter, true);
  }

  /** Shapes of peaks. */
  PeakResponse response() {
    return response;
  }

  /** Families that are there, or wanted. */
  List<LineFamily> families() {
    return List.copyOf(families);
  }

  /** The tube, if its scatter is there. */
  Optional<TubeScatter> scatter() {
    return scatter;
  }

  /** The families that the scan could show. */
  LineTable table() {
    return table;
  }

  /** The expected sum spectrum in the range: lines, scatter and sum peaks. */
  double[] lines() {
    return lines.clone();
  }

  /** The background's part of it. */
  double[] ground() {
    return ground.clone();
  }

  /** What shapes may get wrong in each bin of the sum spectrum, as a standard deviation. */
  double[] doubt() {
    return ShapeDoubt.of(range, response, lines, ground);
  }
}
