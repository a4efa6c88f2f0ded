package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.instrument.Channels;

/**
 * The high end of a scan's sum spectrum: the tube's beam, its continuum and its K lines, scattered
 * by the painting, which ends at the tube's voltage (Duane and Hunt 1915); and photons that were
 * taken for one where they were two. Simulated beams are compared with it, each part with a free
 * amplitude.
 *
 * <p>Pile-up has the shape of the sum spectrum folded with itself.
 */
final class Continuum {
  private static final double BIN_KEV = 0.25;
  private static final double MIN_COUNTS = 200;
  private static final double MIN_AT_END = 20;
  private static final double MAX_KEV = 58;
  private static final int ROUNDS = 60;

  /** The largest share of all counts of a scan that are pile-up. */
  private static final double MAX_PILE_UP = 0.02;

  /** Deviance of a simulation of a few percent off is not evidence of anything. */
  private static final double MODEL_ERROR = 0.05;

  private final double fromKev;
  private final int bins;
  private final double[] counts;
  private final double[] pileUp;
  private final double maxPileUp;
  private final int recorded;
  private final boolean[] used;

  /**
   * A comparison.
   *
   * @param deviance of Poisson's counts from the best mixture
   * @param pileUp share of the counts that are pile-up by it
   */
  record Compared(double deviance, double pileUp) {}

  /**
   * The end of a sum spectrum.
   *
   * @param axis its axis
   * @param sum counts of all pixels
   * @param fromKev where the end begins: above most lines
   * @param lines energies of the painting's lines in it, which are left out
   * @param widthKev full width at half maximum of these
   */
  Continuum(EnergyAxis axis, double[] sum, double fromKev, List<Double> lines, double widthKev) {
    this.fromKev = fromKev;
    double toKev = Math.min(axis.toKev() - axis.widthKev(), MAX_KEV);
    this.bins = Math.max(0, (int) ((toKev - fromKev) / BIN_KEV));
    int below = below();
    double[] whole = coarse(axis, sum, fromKev - below * BIN_KEV, below + bins);
    this.counts = new double[bins];
    System.arraycopy(whole, below, counts, 0, bins);
    this.pileUp = new double[bins];
    double offset = fromKev - below * BIN_KEV;
    double all = Double.MIN_NORMAL;
    for (int i = 0; i < whole.length; i++) {
      for (int j = 0; j < whole.length; j++) {
        all += whole[i] * whole[j];
        double energy = 2 * offset + (i + j + 1) * BIN_KEV;
        int bin = (int) Math.floor((energy - fromKev) / BIN_KEV);
        if (bin >= 0 && bin < bins) {
          pileUp[bin] += whole[i] * whole[j];
        }
      }
    }
    this.recorded = recorded();
    this.used = new boolean[bins];
    double here = 0;
    for (int b = 0; b < recorded; b++) {
      double centre = fromKev + (b + 0.5) * BIN_KEV;
      used[b] = lines.stream().allMatch(line -> Math.abs(line - centre) > 2 * widthKev);
      here += used[b] ? pileUp[b] : 0;
    }
    this.maxPileUp = MAX_PILE_UP * Arrays.stream(whole).sum() * here / all / Math.max(1, total());
  }

  private static double[] coarse(EnergyAxis axis, double[] sum, double fromKev, int bins) {
    double[] counts = new double[bins];
    for (int i = 0; i < sum.length; i++) {
      // Channels narrower than a bin go to it whole; wider ones are spread evenly.
      double low = (axis.edgeKev(i) - fromKev) / BIN_KEV;
      double high = (axis.edgeKev(i + 1) - fromKev) / BIN_KEV;
      for (int b = Math.max(0, (int) Math.floor(low)); b < Math.min(bins, high); b++) {
        double share = (Math.min(high, b + 1) - Math.max(low, b)) / (high - low);
        counts[b] += Math.max(0, share) * Math.max(0, sum[i]);
      }
    }
    return counts;
  }

  /**
   * Bins before the first that nothing was recorded in: counts that break off are the end of what
   * the instrument records, not that of the tube's continuum, which fades.
   */
  private int recorded() {
    int end = bins;
    while (end > 0 && counts[end - 1] == 0) {
      end--;
    }
    // The last bin may be recorded in part.
    return end > 1 && Math.max(counts[end - 1], counts[end - 2]) >= MIN_AT_END
        ? Math.min(bins, end - 1)
        : bins;
  }

  /** Where what is recorded ends, in keV. */
  double toKev() {
    return fromKev + recorded * BIN_KEV;
  }

  /** Counts that can be compared. */
  double total() {
    double total = 0;
    for (int b = 0; b < bins; b++) {
      total += used[b] ? counts[b] : 0;
    }
    return total;
  }

  /** Whether there are enough to compare. */
  boolean isEnough() {
    return total() >= MIN_COUNTS;
  }

  /** The bins from zero energy on that simulated spectra are to have. */
  Channels channels() {
    int below = below();
    return new Channels(below + bins, fromKev - (below - 0.5) * BIN_KEV, BIN_KEV);
  }

  private int below() {
    return (int) Math.round(fromKev / BIN_KEV);
  }

  /**
   * Compares.
   *
   * @param spectra that are mixed, on {@link #channels}
   */
  Compared with(List<double[]> spectra) {
    List<double[]> parts = new ArrayList<>();
    for (double[] spectrum : spectra) {
      parts.add(scaled(Arrays.copyOfRange(spectrum, below(), below() + bins)));
    }
    parts.add(scaled(pileUp.clone()));
    return mixed(parts);
  }

  /** Of as many counts as were found, so that amplitudes are shares. */
  private double[] scaled(double[] part) {
    double all = 0;
    for (int b = 0; b < bins; b++) {
      all += used[b] ? part[b] : 0;
    }
    double scale = all > 0 ? total() / all : 0;
    for (int b = 0; b < bins; b++) {
      part[b] *= scale;
    }
    return part;
  }

  /** Non-negative amplitudes of least deviance, one after the other. */
  private Compared mixed(List<double[]> parts) {
    double[] shares = new double[parts.size()];
    Arrays.fill(shares, 0, shares.length - 1, 1.0 / (shares.length - 1));
    double[] mean = new double[bins];
    double deviance = 0;
    for (int round = 0; round < ROUNDS; round++) {
      deviance = 0;
      double[] weights = new double[bins];
      for (int b = 0; b < bins; b++) {
        mean[b] = 0;
        for (int k = 0; k < shares.length; k++) {
          mean[b] += shares[k] * parts.get(k)[b];
        }
        double error = MODEL_ERROR * mean[b];
        weights[b] = used[b] ? 1 / (Math.max(1, mean[b]) + error * error) : 0;
        deviance += weights[b] * (counts[b] - mean[b]) * (counts[b] - mean[b]);
      }
      for (int k = 0; k < shares.length; k++) {
        double[] part = parts.get(k);
        double slope = 0;
        double curve = 0;
        for (int b = 0; b < bins; b++) {
          slope += weights[b] * part[b] * (counts[b] - mean[b]);
          curve += weights[b] * part[b] * part[b];
        }
        double most = k == shares.length - 1 ? maxPileUp : Double.POSITIVE_INFINITY;
        double change = curve > 0 ? Math.clamp(shares[k] + slope / curve, 0, most) - shares[k] : 0;
        shares[k] += change;
        for (int b = 0; b < bins; b++) {
          mean[b] += change * part[b];
        }
      }
    }
    return new Compared(deviance, shares[shares.length - 1]);
  }
}
