package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.LineTable;
import org.sinopia.xrf.fit.lines.PeakResponse;
import org.sinopia.xrf.fit.lines.TubeScatter;
import org.sinopia.xrf.physics.atom.Element;

/**
 * The fit of a scan's sum spectrum. It finds out which families of lines are there, how wide peaks
 * are, where the axis really lies, which anode the tube has, and by how much the lines' ratios
 * differ from a thin layer's; {@link ScanFit} then fits each pixel with what was found.
 */
final class SumFit {

  private static final double CERTAIN_COMPTON = 10;
  private static final double STRONG = 30;
  private static final double FAINT = 3;
  private static final int ROUNDS = 3;
  private static final double[] ANGLES = {90, 110, 130, 150};

  private final FitRange range;
  private final SumModel model;
  private final LineTable table;

  private PeakResponse response;
  private Optional<TubeScatter> scatter = Optional.empty();
  private List<LineFamily> families;

  private SumFit(EnergyAxis axis, double[] counts) {
    this.range = FitRange.of(axis, counts);
    double[] cut = range.cut(counts);
    this.table = LineTable.of(range, cut);
    this.response = PeakResponse.of(table.detector(), axis);
    this.model = new SumModel(range, counts, Snip.of(cut, reach()));
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
    Solution solution = solution();
    for (int f = 0; f < families.size(); f++) {
      if (evidence(solution, f).main()) {
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
    solve();
  }

  /** The lines that a family of a solution shows. */
  LineEvidence evidence(Solution solution, int family) {
    LineFamily fitted = families.get(family);
    LineFamily expected = table.family(fitted, scatter.map(TubeScatter::anode)).orElse(fitted);
    return LineEvidence.of(
        solution, family, expected, response, range, model.counts(), model.weights(response));
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

  /**
   * Moves what the fit is not linear in towards the least χ². Faint families, which hardly have a
   * part in it, stay as they are.
   */
  private void calibrate(int rounds, double scale) {
    double size = scale;
    for (int round = 0; round < rounds; round++) {
      Solution now = solution();
      List<LineFamily> strong = new ArrayList<>();
      boolean[] held = new boolean[now.components().size()];
      for (int f = 0; f < families.size(); f++) {
        held[f] = now.significance(f) < FAINT;
        if (!held[f]) {
          strong.add(families.get(f));
        }
      }
      SumModel.Search search = model.without(now, held, model.weights(response));
      response = ResponseSearch.improve(response, r -> search.chi2(r, strong, scatter), size);
      scatter =
          scatter.map(
              s ->
                  ResponseSearch.improve(
                      s, tried -> search.chi2(response, strong, Optional.of(tried)), scale));
      size /= 2;
    }
    solve();
  }

  /** The anode whose scatter explains most, if its Compton peak is certain. */
  private void findAnode() {
    double least = Double.POSITIVE_INFINITY;
    for (Element anode : table.anodes()) {
      List<LineFamily> without = families.stream().filter(f -> !f.element().equals(anode)).toList();
      for (double angle : ANGLES) {
        TubeScatter tried = new TubeScatter(table.tube(anode), angle, 0.012);
        Solution solution = model.solution(response, without, Optional.of(tried));
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
    solve();
  }

  /** Leaves out families that are not certain, the least certain first. */
  private void select() {
    while (true) {
      Solution solution = solve();
      List<Integer> doubtful = new ArrayList<>();
      for (int f = 0; f < families.size(); f++) {
        if (!solution.isCertain(f)) {
          doubtful.add(f);
        }
      }
      if (doubtful.isEmpty()) {
        List<LineFamily> plausible =
            Plausibility.of(families, candidates(), solution, table.detector(), response);
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

  private void smoothGround() {
    solve();
    model.smoothGround(response);
    solve();
  }

  /** Lets strong families' groups grow and shrink against each other, held by what is known. */
  private void adjustRatios() {
    Solution solution = solve();
    families =
        RatioFit.adjust(
            range, response, families, solution, model.counts(), model.weights(response), STRONG);
  }

  /** Solves and takes the result for the next weights. */
  private Solution solve() {
    return model.solve(response, families, scatter);
  }

  /** The bins that were fitted. */
  FitRange range() {
    return range;
  }

  /** The fit with all that was found. */
  Solution solution() {
    return model.solution(response, families, scatter);
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
    return model.lines();
  }

  /** The background's part of it. */
  double[] ground() {
    return model.ground();
  }

  /** The uncertainty of the shapes in each bin of the sum spectrum, as a standard deviation. */
  double[] doubt() {
    return model.doubt(response);
  }
}
