package org.sinopia.xrf.instrument;

import java.util.List;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.apparatus.PeakShape;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.matter.BerylliumWindow;

/**
 * A silicon drift detector and its pulse processor.
 *
 * @param areaMm2 active area in mm², 1 to 1000
 * @param distanceMm distance from the painting in mm, 1 to 500
 * @param thicknessUm thickness of the silicon in µm, 10 to 5000
 * @param windowUm thickness of the beryllium window in µm, 0 to 500
 * @param fwhmEv full width at half maximum at Mn Kα (5.895 keV) in eV, 120 to 400
 * @param escapeOfIron escape peak of Fe Kα over all its counts, 0 to 0.02; other energies follow by
 *     Reed and Ware (1972)
 * @param tail share of a peak's counts in the exponential tail, 0 to 0.3
 * @param tailKev decay length of the tail in keV, 0.01 to 2
 * @param shelf share of a peak's counts in the flat shelf, 0 to 0.3
 * @param deadTime share of the dwell in which the processor is busy, 0 to 0.9
 * @param pileUp share of counts that are two photons taken for one, 0 to 0.1; they form the sum
 *     peaks
 */
public record DetectorHead(
    double areaMm2,
    double distanceMm,
    double thicknessUm,
    double windowUm,
    double fwhmEv,
    double escapeOfIron,
    double tail,
    double tailKev,
    double shelf,
    double deadTime,
    double pileUp) {

  private static final double MANGANESE_EV = 5895;
  private static final double IRON_KEV = Element.of("Fe").lineKev("Ka");

  /**
   * Checks the detector.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public DetectorHead {
    Check.range("area_mm2", areaMm2, 1, 1000);
    Check.range("distance_mm", distanceMm, 1, 500);
    Check.range("thickness_um", thicknessUm, 10, 5000);
    Check.range("window_um", windowUm, 0, 500);
    Check.range("fwhm_ev", fwhmEv, 120, 400);
    Check.range("escape_of_iron", escapeOfIron, 0, 0.02);
    Check.range("tail", tail, 0, 0.3);
    Check.range("tail_kev", tailKev, 0.01, 2);
    Check.range("shelf", shelf, 0, 0.3);
    Check.range("dead_time", deadTime, 0, 0.9);
    Check.range("pile_up", pileUp, 0, 0.1);
  }

  /** The same with peaks of another width at Mn Kα. */
  public DetectorHead withFwhmEv(double other) {
    return new DetectorHead(
        areaMm2,
        distanceMm,
        thicknessUm,
        windowUm,
        other,
        escapeOfIron,
        tail,
        tailKev,
        shelf,
        deadTime,
        pileUp);
  }

  /** Solid angle in steradian, taken as that of a sphere's part. */
  double solidAngleSr() {
    return Math.min(2 * Math.PI, areaMm2 / (distanceMm * distanceMm));
  }

  Detector detector() {
    Detector plain =
        new Detector(
            0,
            Detector.DEFAULT.fano(),
            Detector.DEFAULT.pairEv(),
            thicknessUm,
            List.of(new BerylliumWindow(windowUm)),
            1,
            new PeakShape(tail, tailKev, shelf));
    return plain
        .withEscape(escapeOfIron / plain.escapeShare(IRON_KEV))
        .withFwhmEv(fwhmEv, MANGANESE_EV);
  }
}
