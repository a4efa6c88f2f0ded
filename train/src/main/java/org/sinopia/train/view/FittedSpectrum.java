package org.sinopia.train.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.fit.SpectrumFit;

/**
 * A fitted spectrum as the page draws it, in counts.
 *
 * @param firstBin first bin that was fitted
 * @param endBin bin after the last
 * @param reducedChi2 weighted squared differences for each bin
 * @param model all parts together, one value per bin
 * @param background the background
 * @param other scatter of the tube, and sum peaks
 * @param families element families with more counts than three standard errors, most counts first
 */
record FittedSpectrum(
    int firstBin,
    int endBin,
    double reducedChi2,
    RegionSpectrum.Spectrum model,
    RegionSpectrum.Spectrum background,
    RegionSpectrum.Spectrum other,
    List<Family> families) {

  private static final double SEEN = 3;

  /**
   * A family.
   *
   * @param name such as {@code Fe K}
   * @param counts its counts
   * @param error their standard error
   * @param first the first bin of its curve
   * @param curve its counts from that bin on
   */
  record Family(
      String name, double counts, double error, int first, RegionSpectrum.Spectrum curve) {}

  /** Copies the list. */
  FittedSpectrum {
    families = List.copyOf(families);
  }

  /** The spectrum of a fit. */
  static FittedSpectrum of(SpectrumFit.Fitted fitted) {
    List<Family> families = new ArrayList<>();
    for (int k = 0; k < fitted.parts().size(); k++) {
      SpectrumFit.Part part = fitted.parts().get(k);
      if (part.kind() == SpectrumFit.Kind.FAMILY && part.counts() > SEEN * part.error()) {
        families.add(family(part, fitted.curve(k)));
      }
    }
    families.sort((a, b) -> Double.compare(b.counts(), a.counts()));
    return new FittedSpectrum(
        fitted.firstBin(),
        fitted.endBin(),
        fitted.reducedChi2(),
        curve(fitted, SpectrumFit.Kind.values()),
        curve(fitted, SpectrumFit.Kind.BACKGROUND),
        curve(fitted, SpectrumFit.Kind.SCATTER, SpectrumFit.Kind.SUM_PEAKS),
        families);
  }

  private static RegionSpectrum.Spectrum curve(
      SpectrumFit.Fitted fitted, SpectrumFit.Kind... kinds) {
    return new RegionSpectrum.Spectrum(fitted.curve(List.of(kinds)));
  }

  /** Where a curve is next to nothing, it is left out. */
  private static Family family(SpectrumFit.Part part, double[] curve) {
    double faint = 1e-4 * Arrays.stream(curve).max().orElse(0);
    int first = 0;
    while (first < curve.length && curve[first] <= faint) {
      first++;
    }
    int end = curve.length;
    while (end > first && curve[end - 1] <= faint) {
      end--;
    }
    return new Family(
        part.name(),
        part.counts(),
        part.error(),
        first,
        new RegionSpectrum.Spectrum(Arrays.copyOfRange(curve, first, end)));
  }
}
