package org.sinopia.xrf.spectrum;

import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.Rebinning;

/**
 * A spectrum as an instrument wrote it: counts at rising energies, which need not be evenly spaced,
 * or of channels whose energies the file does not tell. Immutable.
 */
public final class MeasuredSpectrum {

  /** The most channels a spectrum may have. */
  public static final int MAX_CHANNELS = EnergyAxis.MAX_BINS;

  // Energies beyond this are electronvolts or channels that were taken for kiloelectronvolts: no
  // tube of a scanner reaches it.
  private static final double MAX_KEV = 200;

  private final double[] energiesKev;
  private final double[] counts;
  private final String complaint;

  /**
   * Takes the energies of the channels' middles and their counts.
   *
   * @param energiesKev in keV, strictly rising, at least 2, at most {@value #MAX_CHANNELS}
   * @param counts as many, finite, from 0
   * @throws IllegalArgumentException if an array is not as described
   */
  public MeasuredSpectrum(double[] energiesKev, double[] counts) {
    if (energiesKev.length < 2 || energiesKev.length > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "%d channels, expected 2 to %d".formatted(energiesKev.length, MAX_CHANNELS));
    }
    if (counts.length != energiesKev.length) {
      throw new IllegalArgumentException(
          "%d counts for %d energies, expected as many"
              .formatted(counts.length, energiesKev.length));
    }
    for (int i = 0; i < counts.length; i++) {
      double energy = energiesKev[i];
      if (!(Math.abs(energy) <= MAX_KEV) || (i > 0 && !(energy > energiesKev[i - 1]))) {
        throw new IllegalArgumentException(
            "energy of channel %d is %s, expected keV rising from channel to channel"
                .formatted(i, energy));
      }
    }
    this.energiesKev = energiesKev.clone();
    this.counts = checked(counts);
    this.complaint = "";
  }

  private MeasuredSpectrum(double[] counts, String complaint) {
    if (counts.length < 2 || counts.length > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "%d channels, expected 2 to %d".formatted(counts.length, MAX_CHANNELS));
    }
    this.energiesKev = new double[0];
    this.counts = checked(counts);
    this.complaint = complaint;
  }

  private static double[] checked(double[] counts) {
    for (int i = 0; i < counts.length; i++) {
      if (!(counts[i] >= 0) || Double.isInfinite(counts[i])) {
        throw new IllegalArgumentException(
            "channel %d holds %s counts, expected a finite number from 0".formatted(i, counts[i]));
      }
    }
    return counts.clone();
  }

  /**
   * A spectrum whose file does not tell the channels' energies.
   *
   * @param counts counts of all channels
   * @param complaint what is missing and what was expected, as it is told to users
   */
  static MeasuredSpectrum uncalibrated(double[] counts, String complaint) {
    return new MeasuredSpectrum(counts, complaint);
  }

  /**
   * A spectrum of evenly spaced channels.
   *
   * @param zeroKev energy of channel 0
   * @param gainKev energy per channel
   * @param counts counts of all channels
   */
  static MeasuredSpectrum calibrated(double zeroKev, double gainKev, double[] counts) {
    double[] energies = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      energies[i] = zeroKev + i * gainKev;
    }
    return new MeasuredSpectrum(energies, counts);
  }

  /** Number of channels. */
  public int channels() {
    return counts.length;
  }

  /** Whether the energies of the channels are known. */
  public boolean isCalibrated() {
    return energiesKev.length > 0;
  }

  /** The information that the file lacks to tell the energies; empty if they are known. */
  public String complaint() {
    return complaint;
  }

  /** Energy of a channel's middle, in keV; only of a calibrated spectrum. */
  public double energyKev(int channel) {
    return energiesKev[channel];
  }

  /** Counts of a channel. */
  public double counts(int channel) {
    return counts[channel];
  }

  /**
   * The distribution of the counts on an axis. Channels reach halfway to their neighbours; what
   * lies outside the axis is cut off.
   *
   * @throws IllegalArgumentException if no counts lie on the axis
   */
  public Spectrum on(EnergyAxis axis) {
    return Spectrum.ofCounts(axis, Rebinning.fromEdges(edgesKev(), axis).apply(counts));
  }

  /** The edges of all channels, halfway to their neighbours, in keV; one more than channels. */
  public double[] edgesKev() {
    int last = counts.length;
    double[] edges = new double[last + 1];
    for (int i = 1; i < last; i++) {
      edges[i] = (energiesKev[i - 1] + energiesKev[i]) / 2;
    }
    edges[0] = energiesKev[0] - (edges[1] - energiesKev[0]);
    edges[last] = energiesKev[last - 1] + (energiesKev[last - 1] - edges[last - 1]);
    return edges;
  }

  /** An even axis of as many bins between the outer edges. */
  public EnergyAxis evenAxis() {
    double[] edges = edgesKev();
    return new EnergyAxis(counts.length, edges[0], edges[counts.length]);
  }
}
