package org.sinopia.train.view.pigment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.xrf.fit.SpectrumFit;

/**
 * Which pigments explain the line families of a spectrum: amounts of at least 0 of each pigment's
 * {@link PigmentSignatures signature}, by least squares. Signatures hold for one thickness and no
 * paint above, so a fifth of each family's counts is taken for their standard deviation. Pigments
 * whose signatures agree within that are one candidate: the spectrum does not tell them apart.
 * Candidates that the families can do without are left out, those that are missed least first; if
 * others could take the place of one that is left, they are named.
 *
 * @param pigments the explanation, that with the most counts first
 * @param unexplained families whose counts no pigment explains
 * @param invisible pigments that show no family of the scan
 * @param share of the families' counts that is explained, 0 to 1
 */
public record PigmentEvidence(
    List<Explained> pigments, List<Sign> unexplained, List<String> invisible, double share) {

  private static final double SHOWN = 0.01;
  private static final double UNEXPLAINED = 3;

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
   * @param missed by how much χ² would rise without it, the others being as they are
   * @param instead names of candidates that together could take its place; none if it is needed
   * @param signs its families, those with the most counts first
   */
  public record Explained(
      List<String> names,
      double counts,
      double missed,
      List<List<String>> instead,
      List<Sign> signs) {}

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
    List<String> invisible = new ArrayList<>();
    List<Candidate> candidates = Candidate.of(families, signatures, invisible);
    Mixture mixture = new Mixture(candidates, families);
    boolean[] all = new boolean[candidates.size()];
    Arrays.fill(all, true);
    boolean[] in = mixture.choose(all);
    double[] amounts = mixture.amounts(in);
    double chi2 = mixture.chi2(in);
    List<Explained> explained = new ArrayList<>();
    for (int c = 0; c < in.length; c++) {
      if (in[c] && amounts[c] > 0) {
        Candidate candidate = candidates.get(c);
        explained.add(
            new Explained(
                candidate.names(),
                amounts[c],
                mixture.without(in, c) - chi2,
                instead(mixture, candidates, in, c, chi2),
                signs(families, candidate, amounts[c])));
      }
    }
    explained.sort(Comparator.comparingDouble(Explained::counts).reversed());
    double[] modelled = mixture.modelled(amounts);
    return new PigmentEvidence(
        explained, unexplained(families, mixture, modelled), invisible, share(families, modelled));
  }

  private static List<Sign> signs(
      List<SpectrumFit.Part> families, Candidate candidate, double amount) {
    return IntStream.range(0, families.size())
        .filter(f -> candidate.shape(f) > SHOWN)
        .mapToObj(f -> sign(families.get(f), amount * candidate.shape(f)))
        .sorted(Comparator.comparingDouble(Sign::expected).reversed())
        .toList();
  }

  /** Candidates of the best explanation without one, as far as they are not in that with it. */
  private static List<List<String>> instead(
      Mixture mixture, List<Candidate> candidates, boolean[] in, int without, double chi2) {
    boolean[] all = new boolean[in.length];
    Arrays.fill(all, true);
    all[without] = false;
    if (mixture.chi2(all) - chi2 > Mixture.WORTH) {
      return List.of();
    }
    boolean[] others = mixture.choose(all);
    if (mixture.chi2(others) - chi2 > Mixture.WORTH) {
      return List.of();
    }
    double[] amounts = mixture.amounts(others);
    return IntStream.range(0, in.length)
        .filter(c -> others[c] && amounts[c] > 0 && !in[c])
        .mapToObj(c -> candidates.get(c).names())
        .toList();
  }

  private static List<Sign> unexplained(
      List<SpectrumFit.Part> families, Mixture mixture, double[] modelled) {
    List<Sign> left = new ArrayList<>();
    for (int f = 0; f < modelled.length; f++) {
      SpectrumFit.Part family = families.get(f);
      double lacking = family.counts() - modelled[f];
      if (lacking > UNEXPLAINED * mixture.deviation(f) && lacking > family.counts() / 2) {
        left.add(sign(family, modelled[f]));
      }
    }
    return left;
  }

  private static double share(List<SpectrumFit.Part> families, double[] modelled) {
    double total = 0;
    double covered = 0;
    for (int f = 0; f < modelled.length; f++) {
      total += families.get(f).counts();
      covered += Math.min(families.get(f).counts(), modelled[f]);
    }
    return total > 0 ? covered / total : 0;
  }

  private static Sign sign(SpectrumFit.Part family, double expected) {
    return new Sign(family.name(), expected, family.counts(), family.error());
  }
}
