package org.sinopia.xrf.spectrum;

import java.util.Arrays;
import java.util.Objects;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.Rebinning;

/**
 * A spectrum as a probability distribution over the bins of an energy axis: values from 0, summing
 * to 1. Immutable.
 */
public final class Spectrum {

  private final EnergyAxis axis;
  private final double[] probabilities;

  private Spectrum(EnergyAxis axis, double[] probabilities) {
    this.axis = axis;
    this.probabilities = probabilities;
  }

  /**
   * The distribution of counts.
   *
   * @param axis energy axis
   * @param counts one count per bin, finite, from 0, not all 0; any scale
   * @throws IllegalArgumentException if the counts do not fit the axis or are out of range
   */
  public static Spectrum ofCounts(EnergyAxis axis, double[] counts) {
    Objects.requireNonNull(axis, "axis");
    if (counts.length != axis.bins()) {
      throw new IllegalArgumentException(
          "spectrum: %d counts, expected %d".formatted(counts.length, axis.bins()));
    }
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      if (!(counts[i] >= 0) || Double.isInfinite(counts[i])) {
        throw new IllegalArgumentException(
            "spectrum: bin %d holds %s counts, expected a finite number from 0"
                .formatted(i, counts[i]));
      }
      sum += counts[i];
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "spectrum: %s counts between %s and %s keV, expected a finite number above 0"
              .formatted(sum, axis.fromKev(), axis.toKev()));
    }
    double total = sum;
    return new Spectrum(axis, Arrays.stream(counts).map(count -> count / total).toArray());
  }

  /** The energy axis. */
  public EnergyAxis axis() {
    return axis;
  }

  /** Probability of a bin. */
  public double probability(int bin) {
    return probabilities[bin];
  }

  /** A copy of all probabilities, shape {@code [axis().bins()]}. */
  public double[] probabilities() {
    return probabilities.clone();
  }

  /**
   * This spectrum on another axis, renormalised; see {@link Rebinning}.
   *
   * @throws IllegalArgumentException if nothing of it lies on the other axis
   */
  public Spectrum rebinned(EnergyAxis other) {
    return axis.equals(other)
        ? this
        : ofCounts(other, Rebinning.between(axis, other).apply(probabilities));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Spectrum that
        && axis.equals(that.axis)
        && Arrays.equals(probabilities, that.probabilities);
  }

  @Override
  public int hashCode() {
    return 31 * axis.hashCode() + Arrays.hashCode(probabilities);
  }

  @Override
  public String toString() {
    return "Spectrum[" + axis + "]";
  }
}
