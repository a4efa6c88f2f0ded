package org.sinopia.train.view.pigment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.xrf.fit.SpectrumFit;

/**
 * Which pigments explain the line families of a spectrum: amounts of at least 0 of each pigment's
 * {@link PigmentSignatures signature}, by least squares. Each family's variance is its fit's plus
 * that of the signatures, which hold for one thickness and no other paint above. Pigments whose
 * signatures agree as well as signatures can be trusted are one candidate: the spectrum does not
 * tell them apart. Candidates that the families can do without are left out, those that are missed
 * least first.
 *
 * @param pigments the explanation, that with the most counts first
 * @param unexplained families whose counts no pigment explains
 * @param invisible pigments that show no family of the scan
 * @param share of the families' counts that is explained, 0 to 1
 */
public record PigmentEvidence(
    List<Explained> pigments, List<Sign> unexplained, List<String> invisible, double share) {

  /** How far a thin, bare coat's ratios may be from those of a real one. */
  private static final double TRUST = 0.2;

  /** 1 − cosine of signatures that are the same within {@link #TRUST}. */
  private static final double ALIKE = TRUST * TRUST / 4;

  /** χ² that a candidate must be worth. */
  private static final double WORTH = 9;

  /** Part of its photons that a pigment must have in families of the scan. */
  private static final double VISIBLE = 0.3;

  private static final int SWEEPS = 2000;
  private static final double ABSENT = 3;

  /**
   * A family as evidence.
   *
   * @param family such as {@code Hg L}
   * @param expected counts by the explanation; by this pigment's part of it for a pigment
   * @param observed counts by the fit
   * @param error standard error of the observed counts
   */
  public record Sign(String family, double expected, double observed, double error) {}

  /**
   * A candidate that is in the explanation.
   *
   * @param names pigments that cannot be told apart here
   * @param counts that it explains
   * @param missed by how much χ² would rise without it
   * @param signs its families, those with the most counts first
   */
  public record Explained(List<String> names, double counts, double missed, List<Sign> signs) {}

  /** A candidate: alike pigments, with counts in each family that sum to 1. */
  private static final class Candidate {
    private final List<String> names = new ArrayList<>();
    private final double[] shape;

    private Candidate(double[] shape) {
      this.shape = shape;
    }
  }

  /** Copies the lists. */
  public PigmentEvidence {
    pigments = List.copyOf(pigments);
    unexplained = List.copyOf(unexplained);
    invisible = List.copyOf(invisible);
  }

  /**
   * Explains a spectrum.
   *
   * @param families of the object, fitted: those of air and instrument left out
   * @param signatures of the pigments that may be there
   */
  public static PigmentEvidence of(List<SpectrumFit.Part> families, PigmentSignatures signatures) {
    int n = families.size();
    double[] counts = families.stream().mapToDouble(SpectrumFit.Part::counts).toArray();
    double[] variances = new double[n];
    for (int f = 0; f < n; f++) {
      double doubt = TRUST * counts[f];
      double error = families.get(f).error();
      variances[f] = error * error + doubt * doubt + 1;
    }
    List<String> invisible = new ArrayList<>();
    List<Candidate> candidates = candidates(families, signatures, invisible);
    boolean[] in = new boolean[candidates.size()];
    Arrays.fill(in, true);
    double[] amounts = solve(candidates, in, counts, variances);
    double chi2 = chi2(candidates, amounts, counts, variances);
    while (true) {
      int least = -1;
      double lowest = WORTH;
      for (int c = 0; c < in.length; c++) {
        if (in[c]) {
          double rise = without(candidates, in, c, counts, variances) - chi2;
          if (rise < lowest) {
            lowest = rise;
            least = c;
          }
        }
      }
      if (least < 0) {
        break;
      }
      in[least] = false;
      amounts = solve(candidates, in, counts, variances);
      chi2 = chi2(candidates, amounts, counts, variances);
    }
    return explanation(families, candidates, in, amounts, chi2, counts, variances, invisible);
  }

  private static PigmentEvidence explanation(
      List<SpectrumFit.Part> families,
      List<Candidate> candidates,
      boolean[] in,
      double[] amounts,
      double chi2,
      double[] counts,
      double[] variances,
      List<String> invisible) {
    double[] modelled = modelled(candidates, amounts, counts.length);
    List<Explained> explained = new ArrayList<>();
    for (int c = 0; c < in.length; c++) {
      if (in[c] && amounts[c] > 0) {
        Candidate candidate = candidates.get(c);
        double amount = amounts[c];
        List<Sign> signs =
            IntStream.range(0, counts.length)
                .filter(f -> candidate.shape[f] > 0.01)
                .mapToObj(f -> sign(families.get(f), amount * candidate.shape[f]))
                .sorted(Comparator.comparingDouble(Sign::expected).reversed())
                .toList();
        double missed = without(candidates, in, c, counts, variances) - chi2;
        explained.add(new Explained(List.copyOf(candidate.names), amount, missed, signs));
      }
    }
    explained.sort(Comparator.comparingDouble(Explained::counts).reversed());
    List<Sign> left = new ArrayList<>();
    double total = 0;
    double covered = 0;
    for (int f = 0; f < counts.length; f++) {
      total += counts[f];
      covered += Math.min(counts[f], modelled[f]);
      double lacking = counts[f] - modelled[f];
      if (lacking > 3 * Math.sqrt(variances[f]) && lacking > counts[f] / 2) {
        left.add(sign(families.get(f), modelled[f]));
      }
    }
    return new PigmentEvidence(explained, left, invisible, total > 0 ? covered / total : 0);
  }

  private static Sign sign(SpectrumFit.Part family, double expected) {
    return new Sign(family.name(), expected, family.counts(), family.error());
  }

  private static List<Candidate> candidates(
      List<SpectrumFit.Part> families, PigmentSignatures signatures, List<String> invisible) {
    List<Candidate> candidates = new ArrayList<>();
    for (PigmentSignatures.Signature signature : signatures.pigments()) {
      double[] shape =
          families.stream()
              .mapToDouble(f -> signature.photons().getOrDefault(f.name(), 0.0))
              .toArray();
      double sum = Arrays.stream(shape).sum();
      double all = signature.photons().values().stream().mapToDouble(v -> v).sum();
      boolean present =
          IntStream.range(0, shape.length)
              .anyMatch(
                  f ->
                      shape[f] > 0.1 * all
                          && families.get(f).counts() > ABSENT * families.get(f).error());
      if (!(sum > VISIBLE * all) || !present) {
        if (!(sum > 0)) {
          invisible.add(signature.pigment().name());
        }
        continue;
      }
      for (int f = 0; f < shape.length; f++) {
        shape[f] /= sum;
      }
      Candidate same =
          candidates.stream()
              .filter(c -> 1 - cosine(c.shape, shape) < ALIKE)
              .findFirst()
              .orElse(null);
      if (same == null) {
        same = new Candidate(shape);
        candidates.add(same);
      }
      same.names.add(signature.pigment().name());
    }
    return candidates;
  }

  private static double cosine(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double without(
      List<Candidate> candidates, boolean[] in, int out, double[] counts, double[] variances) {
    boolean[] fewer = in.clone();
    fewer[out] = false;
    return chi2(candidates, solve(candidates, fewer, counts, variances), counts, variances);
  }

  /** Coordinate descent; the problem is convex and has a few dozen unknowns at most. */
  private static double[] solve(
      List<Candidate> candidates, boolean[] in, double[] counts, double[] variances) {
    double[] amounts = new double[candidates.size()];
    double[] left = counts.clone();
    double total = Arrays.stream(counts).sum();
    double moved = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < SWEEPS && moved > 1e-6 * total; sweep++) {
      moved = 0;
      for (int c = 0; c < amounts.length; c++) {
        if (!in[c]) {
          continue;
        }
        double[] shape = candidates.get(c).shape;
        double gram = 0;
        double gradient = 0;
        for (int f = 0; f < counts.length; f++) {
          gram += shape[f] * shape[f] / variances[f];
          gradient += shape[f] * left[f] / variances[f];
        }
        double step = Math.max(0, amounts[c] + gradient / gram) - amounts[c];
        amounts[c] += step;
        moved = Math.max(moved, Math.abs(step));
        for (int f = 0; f < counts.length; f++) {
          left[f] -= step * shape[f];
        }
      }
    }
    return amounts;
  }

  private static double[] modelled(List<Candidate> candidates, double[] amounts, int families) {
    double[] modelled = new double[families];
    for (int c = 0; c < amounts.length; c++) {
      for (int f = 0; f < families; f++) {
        modelled[f] += amounts[c] * candidates.get(c).shape[f];
      }
    }
    return modelled;
  }

  private static double chi2(
      List<Candidate> candidates, double[] amounts, double[] counts, double[] variances) {
    double[] modelled = modelled(candidates, amounts, counts.length);
    double chi2 = 0;
    for (int f = 0; f < counts.length; f++) {
      double off = counts[f] - modelled[f];
      chi2 += off * off / variances[f];
    }
    return chi2;
  }
}
