package org.sinopia.train.view.pigment;

import java.util.List;
import org.sinopia.xrf.fit.SpectrumFit;

/**
 * Amounts of candidates, each at least 0, that explain the counts of families by least squares. A
 * family's variance is its fit's plus that of the shapes.
 */
final class Mixture {
  /** χ² that a candidate must be worth. */
  static final double WORTH = 9;

  private static final int SWEEPS = 2000;

  private final List<Candidate> candidates;
  private final double[] counts;
  private final double[] variances;

  Mixture(List<Candidate> candidates, List<SpectrumFit.Part> families) {
    this.candidates = candidates;
    this.counts = families.stream().mapToDouble(SpectrumFit.Part::counts).toArray();
    this.variances = new double[counts.length];
    for (int f = 0; f < counts.length; f++) {
      double doubt = Candidate.TRUST * counts[f];
      double error = families.get(f).error();
      variances[f] = error * error + doubt * doubt + 1;
    }
  }

  /**
   * Chooses the candidates that the families cannot do without. Those that are missed least are
   * left out first; that may leave out one after another of those that could explain a family, so
   * the most useful one is then taken back.
   *
   * @param allowed which may be there
   * @return which are
   */
  boolean[] choose(boolean[] allowed) {
    boolean[] in = allowed.clone();
    reduce(in);
    // Each round may undo the one before, so their number is bounded.
    for (int round = 0; round < in.length; round++) {
      int c = mostUseful(allowed, in);
      if (c < 0) {
        break;
      }
      in[c] = true;
      reduce(in);
    }
    return in;
  }

  /** The candidate that lowers χ² most, if by more than it must; -1 if none does. */
  private int mostUseful(boolean[] allowed, boolean[] in) {
    int best = -1;
    double lowest = chi2(in) - WORTH;
    for (int c = 0; c < in.length; c++) {
      if (allowed[c] && !in[c]) {
        boolean[] more = in.clone();
        more[c] = true;
        double chi2 = chi2(more);
        if (chi2 < lowest) {
          lowest = chi2;
          best = c;
        }
      }
    }
    return best;
  }

  private void reduce(boolean[] in) {
    while (true) {
      double chi2 = chi2(in);
      int least = -1;
      double lowest = WORTH;
      for (int c = 0; c < in.length; c++) {
        double rise = in[c] ? without(in, c) - chi2 : Double.POSITIVE_INFINITY;
        if (rise < lowest) {
          lowest = rise;
          least = c;
        }
      }
      if (least < 0) {
        return;
      }
      in[least] = false;
    }
  }

  /** χ² of the best amounts without one more candidate. */
  double without(boolean[] in, int candidate) {
    boolean[] fewer = in.clone();
    fewer[candidate] = false;
    return chi2(fewer);
  }

  /** χ² of the best amounts. */
  double chi2(boolean[] in) {
    double[] modelled = modelled(amounts(in));
    double chi2 = 0;
    for (int f = 0; f < counts.length; f++) {
      double off = counts[f] - modelled[f];
      chi2 += off * off / variances[f];
    }
    return chi2;
  }

  /** Standard deviation of a family's counts. */
  double deviation(int family) {
    return Math.sqrt(variances[family]);
  }

  /** Counts of families by some amounts. */
  double[] modelled(double[] amounts) {
    double[] modelled = new double[counts.length];
    for (int c = 0; c < amounts.length; c++) {
      for (int f = 0; f < modelled.length; f++) {
        modelled[f] += amounts[c] * candidates.get(c).shape(f);
      }
    }
    return modelled;
  }

  /** The best amounts: coordinate descent; the problem is convex and small. */
  double[] amounts(boolean[] in) {
    double[] amounts = new double[candidates.size()];
    double[] left = counts.clone();
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    double moved = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < SWEEPS && moved > 1e-6 * total; sweep++) {
      moved = 0;
      for (int c = 0; c < amounts.length; c++) {
        if (in[c]) {
          double step = step(candidates.get(c), left, amounts[c]);
          amounts[c] += step;
          moved = Math.max(moved, Math.abs(step));
          for (int f = 0; f < left.length; f++) {
            left[f] -= step * candidates.get(c).shape(f);
          }
        }
      }
    }
    return amounts;
  }

  private double step(Candidate candidate, double[] left, double amount) {
    double gram = 0;
    double gradient = 0;
    for (int f = 0; f < left.length; f++) {
      double shape = candidate.shape(f);
      gram += shape * shape / variances[f];
      gradient += shape * left[f] / variances[f];
    }
    return Math.max(0, amount + gradient / gram) - amount;
  }
}
