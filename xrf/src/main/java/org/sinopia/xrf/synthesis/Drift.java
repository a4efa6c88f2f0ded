package org.sinopia.xrf.synthesis;

import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.Rebinning;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * How far an instrument's energy scale has wandered, row by row: what belongs at energy E appears
 * at (1 + g)·E + s, with gain g and offset s smooth random functions of the row. Immutable.
 */
final class Drift {

  private static final long GAIN_STREAM = -0x1_0000_0001L;
  private static final long SHIFT_STREAM = -0x1_0000_0002L;

  // Temperature swings about once in a scan.
  private static final double SWINGS = 1;

  private final ScanConditions conditions;
  private final int rows;
  private final Waves gain;
  private final Waves shift;

  Drift(ScanConditions conditions, int rows, long seed) {
    this.conditions = conditions;
    this.rows = rows;
    this.gain = new Waves(seed, GAIN_STREAM, 1 / SWINGS);
    this.shift = new Waves(seed, SHIFT_STREAM, 1 / SWINGS);
  }

  /** Relative gain g of a row. */
  double gain(int row) {
    return conditions.gainDrift() * gain.at((double) row / rows, 0);
  }

  /** Offset s of a row, in keV. */
  double shiftKev(int row) {
    return conditions.shiftDriftKev() * shift.at((double) row / rows, 0);
  }

  /**
   * The rebinning that moves a spectrum of an axis to where it appears in a row, on the same axis.
   */
  Rebinning rebinning(EnergyAxis axis, int row) {
    double[] edges = axis.edgesKev();
    for (int i = 0; i < edges.length; i++) {
      edges[i] = (1 + gain(row)) * edges[i] + shiftKev(row);
    }
    return Rebinning.fromEdges(edges, axis);
  }

  /** A spectrum as it appears; what leaves the axis is lost, and the rest scaled to sum to 1. */
  static double[] apply(Rebinning rebinning, Spectrum spectrum) {
    return Spectrum.ofCounts(rebinning.target(), rebinning.apply(spectrum.probabilities()))
        .probabilities();
  }
}
