package org.sinopia.xrf.synthesis;

import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * Which pigments a colour is taken to be mixed of, by likeness of colour (ganX, arXiv 2304.14078,
 * section 3): pigment p has similarity s<sub>p</sub> = (101 − ΔE00(c, p))/101 to colour c, and its
 * share is s<sub>p</sub> where that reaches a threshold and 0 elsewhere; if none does, the most
 * similar pigment is taken alone. Immutable.
 *
 * @param palette the pigments
 * @param threshold least similarity of a pigment that takes part, 0 to 1
 */
public record PigmentMixing(Palette palette, double threshold) {

  /** One more than the largest usual ΔE00, black against white, which is 100. */
  private static final double FARTHEST = 101;

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public PigmentMixing {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "pigment mixing: threshold is %s, expected 0 to 1".formatted(threshold));
    }
  }

  /**
   * Similarity of a colour to each pigment: 1 for equal colours, below 0 for some saturated
   * opposites.
   */
  public double[] similarities(Srgb colour) {
    var lab = colour.toLab();
    return palette.pigments().stream()
        .mapToDouble(
            pigment -> (FARTHEST - Ciede2000.difference(lab, pigment.colour().toLab())) / FARTHEST)
        .toArray();
  }

  /** Share of each pigment in a colour, from 0, summing to 1. */
  public double[] shares(Srgb colour) {
    double[] similarities = similarities(colour);
    int best = 0;
    double sum = 0;
    double[] shares = new double[similarities.length];
    for (int i = 0; i < shares.length; i++) {
      if (similarities[i] > similarities[best]) {
        best = i;
      }
      if (similarities[i] >= threshold) {
        shares[i] = similarities[i];
        sum += shares[i];
      }
    }
    if (!(sum > 0)) {
      shares[best] = 1;
      return shares;
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** Spectrum of a colour: its pigments' spectra by their shares. */
  public Spectrum spectrum(Srgb colour) {
    double[] shares = shares(colour);
    double[] mixed = new double[palette.axis().bins()];
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        addScaled(mixed, shares[i], palette.pigments().get(i).spectrum());
      }
    }
    return Spectrum.ofCounts(palette.axis(), mixed);
  }

  /** The pigment with the largest share in a colour; of equal ones, the first. */
  public Pigment dominant(Srgb colour) {
    double[] shares = shares(colour);
    int best = 0;
    for (int i = 1; i < shares.length; i++) {
      if (shares[i] > shares[best]) {
        best = i;
      }
    }
    return palette.pigments().get(best);
  }

  static void addScaled(double[] sum, double scale, Spectrum spectrum) {
    for (int bin = 0; bin < sum.length; bin++) {
      sum[bin] += scale * spectrum.probability(bin);
    }
  }
}
