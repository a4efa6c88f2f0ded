package org.sinopia.train.view.pigment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.xrf.fit.SpectrumFit;

/** Pigments that a spectrum does not tell apart, with counts in each family that sum to 1. */
final class Candidate {
  /** How far a thin, bare coat's ratios may be from those of a real one. */
  static final double TRUST = 0.2;

  /** χ² up to which shapes are the same. */
  private static final double ALIKE = 9;

  /** Part of its photons that a pigment must have in families of the scan. */
  private static final double VISIBLE = 0.3;

  private static final double MAIN = 0.1;
  private static final double PRESENT = 3;

  private final List<String> names = new ArrayList<>();
  private final double[] shape;

  private Candidate(double[] shape) {
    this.shape = shape;
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** Counts in a family. */
  double shape(int family) {
    return shape[family];
  }

  /**
   * All pigments that may be there: most of what they show is in the scan's families, and each has
   * a main family that is certain.
   *
   * @param families of the spectrum
   * @param invisible receives the pigments that show none of the families
   */
  static List<Candidate> of(
      List<SpectrumFit.Part> families, PigmentSignatures signatures, List<String> invisible) {
    List<Candidate> candidates = new ArrayList<>();
    for (PigmentSignatures.Signature signature : signatures.pigments()) {
      double[] shape =
          families.stream()
              .mapToDouble(f -> signature.photons().getOrDefault(f.name(), 0.0))
              .toArray();
      double sum = Arrays.stream(shape).sum();
      double all = signature.photons().values().stream().mapToDouble(v -> v).sum();
      if (!(sum > 0)) {
        invisible.add(signature.pigment().name());
      } else if (sum > VISIBLE * all && isPresent(families, shape, all)) {
        for (int f = 0; f < shape.length; f++) {
          shape[f] /= sum;
        }
        join(candidates, shape, families).names.add(signature.pigment().name());
      }
    }
    return candidates;
  }

  private static boolean isPresent(List<SpectrumFit.Part> families, double[] shape, double all) {
    return IntStream.range(0, shape.length)
        .filter(f -> shape[f] > MAIN * all)
        .anyMatch(f -> families.get(f).counts() > PRESENT * families.get(f).error());
  }

  private static Candidate join(
      List<Candidate> candidates, double[] shape, List<SpectrumFit.Part> families) {
    for (Candidate candidate : candidates) {
      if (isAlike(candidate.shape, shape, families)) {
        return candidate;
      }
    }
    Candidate next = new Candidate(shape);
    candidates.add(next);
    return next;
  }

  /**
   * Whether two shapes agree as well as shapes can be trusted and families are measured, if each
   * had all of the counts of the first one's strongest family.
   */
  private static boolean isAlike(double[] a, double[] b, List<SpectrumFit.Part> families) {
    int strongest = 0;
    for (int f = 0; f < a.length; f++) {
      strongest = a[f] > a[strongest] ? f : strongest;
    }
    if (b[strongest] == 0) {
      return false;
    }
    double amount = families.get(strongest).counts() / a[strongest];
    double scale = a[strongest] / b[strongest];
    double chi2 = 0;
    for (int f = 0; f < a.length; f++) {
      double first = amount * a[f];
      double second = amount * scale * b[f];
      double error = families.get(f).error();
      double doubt = TRUST * Math.max(first, second);
      chi2 += (first - second) * (first - second) / (error * error + doubt * doubt + 1);
    }
    return chi2 < ALIKE;
  }
}
