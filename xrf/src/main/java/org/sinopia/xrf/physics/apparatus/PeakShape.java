package org.sinopia.xrf.physics.apparatus;

/**
 * How a detector records photons of one energy: most in a Gaussian peak, some in an exponential
 * tail on its low side, from charge lost near the electrodes, and some in a flat shelf from zero
 * energy to the peak, from photoelectrons that leave the crystal (J. L. Campbell and J. X. Wang
 * 1991, X-Ray Spectrometry 20, 191, with one tail). Tail and shelf are smeared by the Gaussian as
 * well.
 *
 * @param tail share of the counts in the tail, 0 to 0.5
 * @param tailKev decay length of the tail in keV, above 0 to 2
 * @param shelf share of the counts in the shelf, 0 to 0.5
 */
public record PeakShape(double tail, double tailKev, double shelf) {

  /** No tail and no shelf. */
  public static final PeakShape GAUSSIAN = new PeakShape(0, 0.1, 0);

  // Beyond six standard deviations a billionth of a peak is left, and a millionth of a tail beyond
  // 14 decay lengths.
  private static final double REACH = 6;
  private static final double TAIL_REACH = 14;
  private static final double GAUSSIAN_REACH = 8;

  /**
   * Checks the shares.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public PeakShape {
    if (!(tail >= 0 && tail <= 0.5)
        || !(shelf >= 0 && shelf <= 0.5)
        || !(tailKev > 0 && tailKev <= 2)) {
      throw new IllegalArgumentException(
          "peak shape: tail %s of %s keV and shelf %s, expected shares of 0 to 0.5 and a length above 0 to 2 keV"
              .formatted(tail, tailKev, shelf));
    }
  }

  /**
   * The share of the counts that are recorded below an energy.
   *
   * @param kev the energy
   * @param peakKev energy of the photons, above 0
   * @param sigmaKev standard deviation of the Gaussian, above 0
   * @return 0 to 1, rising
   */
  public double below(double kev, double peakKev, double sigmaKev) {
    double z = (kev - peakKev) / sigmaKev;
    double gaussian = NormalTail.above(-z);
    double sum = (1 - tail - shelf) * gaussian;
    if (tail > 0) {
      sum += tail * (gaussian + tailBelow(z, sigmaKev / tailKev));
    }
    if (shelf > 0 && kev > 0) {
      double start = -peakKev / sigmaKev;
      sum += shelf * (1 - shelfAbove(z) / shelfAbove(start));
    }
    return sum;
  }

  /**
   * {@link #below} at equally spaced energies, faster and to about fourteen digits of the whole
   * peak.
   *
   * @param fromKev the first energy
   * @param stepKev distance between energies
   * @param into one value for each energy
   */
  public void below(
      double fromKev, double stepKev, double peakKev, double sigmaKev, double[] into) {
    double s = sigmaKev / tailKev;
    double fullShelf = shelf > 0 ? shelfAbove(-peakKev / sigmaKev) : 1;
    for (int i = 0; i < into.length; i++) {
      double kev = fromKev + i * stepKev;
      double z = (kev - peakKev) / sigmaKev;
      // Farther out, the Gaussian is 0 or 1 to the last digit.
      boolean near = Math.abs(z) < GAUSSIAN_REACH;
      double density = near ? NormalTail.density(z) : 0;
      double far = near ? density * NormalTail.mills(Math.abs(z)) : 0;
      double gaussian = z > 0 ? 1 - far : far;
      double sum = (1 - tail - shelf) * gaussian;
      if (tail > 0) {
        double t = z + s;
        double rest = near ? density * NormalTail.mills(Math.abs(t)) : 0;
        sum += tail * (gaussian + (t > 0 ? rest : StrictMath.exp(z * s + s * s / 2) - rest));
      }
      if (shelf > 0 && kev > 0) {
        sum += shelf * (1 - (density - z * (1 - gaussian)) / fullShelf);
      }
      into[i] = sum;
    }
  }

  /** Energy above which all but a millionth of a tail and a billionth of a peak lie, in keV. */
  public double fromKev(double peakKev, double sigmaKev) {
    return peakKev - REACH * sigmaKev - (tail > 0 ? TAIL_REACH * tailKev : 0);
  }

  /** Energy below which all but a billionth of the counts lie, in keV. */
  public double toKev(double peakKev, double sigmaKev) {
    return peakKev + REACH * sigmaKev;
  }

  // exp(z·s + s²/2)·Q(z + s), written with Mills' ratio so that no factor overflows.
  private static double tailBelow(double z, double s) {
    return z + s > 0
        ? NormalTail.density(z) * NormalTail.mills(z + s)
        : StrictMath.exp(z * s + s * s / 2) * NormalTail.above(z + s);
  }

  // ∫ Q from z to infinity.
  private static double shelfAbove(double z) {
    return NormalTail.density(z) - z * NormalTail.above(z);
  }
}
