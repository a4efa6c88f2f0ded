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

  private static final double EV_PER_KEV = 1000;

  /** Fewer numbers than this that count up by one may be energies. */
  private static final int FEWEST_CHANNELS = 16;

  private final double[] energiesKev;
  private final double[] counts;
  private final String complaint;
  private final String remark;
  private final boolean nonsense;

  /**
   * Takes the energies of the channels' middles and their counts.
   *
   * @param energiesKev in keV, strictly rising, at least 2, at most {@value #MAX_CHANNELS}
   * @param counts as many, finite; negative where a background was subtracted
   * @throws IllegalArgumentException if an array is not as described
   */
  public MeasuredSpectrum(double[] energiesKev, double[] counts) {
    this(energiesKev, counts, "");
  }

  private MeasuredSpectrum(double[] energiesKev, double[] counts, String remark) {
    if (energiesKev.length < 2 || energiesKev.length > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "%d channels, expected 2 to %d".formatted(energiesKev.length, MAX_CHANNELS));
    }
    if (counts.length != energiesKev.length) {
      throw new IllegalArgumentException(
          "%d counts for %d energies, expected as many"
              .formatted(counts.length, energiesKev.length));
    }
    String problem = problem(energiesKev);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
    this.energiesKev = energiesKev.clone();
    this.counts = checked(counts);
    this.complaint = "";
    this.remark = remark;
    this.nonsense = false;
  }

  private MeasuredSpectrum(double[] counts, String complaint, boolean nonsense) {
    if (counts.length < 2 || counts.length > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "%d channels, expected 2 to %d".formatted(counts.length, MAX_CHANNELS));
    }
    this.energiesKev = new double[0];
    this.counts = checked(counts);
    this.complaint = complaint;
    this.remark = "";
    this.nonsense = nonsense;
  }

  /** The fault of energies that are not those of channels; empty if there is none. */
  private static String problem(double[] energiesKev) {
    for (int i = 0; i < energiesKev.length; i++) {
      double energy = energiesKev[i];
      if (!(Math.abs(energy) <= MAX_KEV) || (i > 0 && !(energy > energiesKev[i - 1]))) {
        return "energy of channel %d is %s, expected keV rising from channel to channel"
            .formatted(i, energy);
      }
    }
    return "";
  }

  private static double[] checked(double[] counts) {
    for (int i = 0; i < counts.length; i++) {
      if (!Double.isFinite(counts[i])) {
        throw new IllegalArgumentException(
            "channel %d holds %s counts, expected a finite number".formatted(i, counts[i]));
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
    return new MeasuredSpectrum(counts, complaint, false);
  }

  /**
   * A spectrum on the energies that its file has. Numbers that count up in ones are channels unless
   * the file says otherwise, and leave it uncalibrated; those above 200 can only be eV, and are
   * read as such with a remark. Energies that no detector has leave it uncalibrated, and {@link
   * #isNonsense} tells.
   *
   * @param energies of the channels' middles, in keV as far as the file says
   * @param unitSaid whether the file names a unit of energy
   * @param counts counts of all channels
   */
  static MeasuredSpectrum ofFile(double[] energies, boolean unitSaid, double[] counts) {
    if (energies.length != counts.length || energies.length < 2) {
      return new MeasuredSpectrum(energies, counts);
    }
    if (!unitSaid && countsUpByOne(energies)) {
      return uncalibrated(counts, "energies count channels, expected keV");
    }
    double last = energies[energies.length - 1];
    boolean electronvolts = last > MAX_KEV;
    double[] kev = energies.clone();
    for (int i = 0; electronvolts && i < kev.length; i++) {
      kev[i] /= EV_PER_KEV;
    }
    String problem = problem(kev);
    if (!problem.isEmpty()) {
      return new MeasuredSpectrum(counts, problem, true);
    }
    return new MeasuredSpectrum(
        kev,
        counts,
        electronvolts
            ? "energies reach %s, which can only be eV; read as %s keV"
                .formatted(last, last / EV_PER_KEV)
            : "");
  }

  private static boolean countsUpByOne(double[] energies) {
    for (int i = 1; i < energies.length; i++) {
      if (energies[i] - energies[i - 1] != 1) {
        return false;
      }
    }
    return energies.length >= FEWEST_CHANNELS;
  }

  /**
   * A spectrum of evenly spaced channels, as {@link #ofFile}.
   *
   * @param zeroKev energy of channel 0
   * @param gainKev energy per channel
   * @param unitSaid whether the file names a unit of energy
   * @param counts counts of all channels
   */
  static MeasuredSpectrum calibrated(
      double zeroKev, double gainKev, boolean unitSaid, double[] counts) {
    double[] energies = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      energies[i] = zeroKev + i * gainKev;
    }
    return ofFile(energies, unitSaid, counts);
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

  /** The guess that was made about the energies, in a line; empty if there was none. */
  public String remark() {
    return remark;
  }

  /** Whether the file tells energies that no detector has; {@link #complaint} says which. */
  public boolean isNonsense() {
    return nonsense;
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
