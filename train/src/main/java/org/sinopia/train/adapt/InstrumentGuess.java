package org.sinopia.train.adapt;

import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.instrument.Angles;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.DetectorHead;
import org.sinopia.xrf.instrument.Exposure;
import org.sinopia.xrf.instrument.Filter;
import org.sinopia.xrf.instrument.GasPath;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.InstrumentDraw;
import org.sinopia.xrf.instrument.Optics;
import org.sinopia.xrf.instrument.Tube;

/** Instruments as a scan tells of them, and others that it would tell the same of. */
final class InstrumentGuess {
  /** A hole in a plate. */
  static final Optics PINHOLE = new Optics(Optics.Kind.PINHOLE, 0, 0, 1e-4);

  private static final long STREAM = 0x416461707449L;
  private static final double MIN_FWHM_EV = 121;
  private static final double MAX_FWHM_EV = 399;

  private InstrumentGuess() {}

  /**
   * An instrument of estimates, all else as is usual.
   *
   * @param tube anode, voltage, optics, and the angle between beam and detector
   * @param fwhmEv width of a peak at Mn Kα
   * @param gas between instrument and painting
   */
  static Instrument of(
      TubeFit.Tried tube, double fwhmEv, GasPath.Gas gas, Channels axis, double counts) {
    double incidence = tube.scatterDeg() >= 110 ? 90 : 45;
    double takeOff = Math.clamp(tube.scatterDeg() - incidence, 20, 80);
    return new Instrument(
        "estimated",
        new Tube(tube.anode(), Math.clamp(tube.kilovolts(), 8, 59), 125, tube.filters()),
        tube.optics(),
        new Angles(incidence, takeOff),
        new GasPath(gas, 1),
        new DetectorHead(30, 20, 450, 12.5, width(fwhmEv), 0.0024, 0.006, 0.15, 0.005, 0.05, 0.002),
        axis,
        new Exposure(0.1, 0.1, counts),
        0.03,
        0);
  }

  private static double width(double fwhmEv) {
    return Math.clamp(fwhmEv, MIN_FWHM_EV, MAX_FWHM_EV);
  }

  /**
   * An instrument on another axis with bare Gaussian peaks, nothing in its gap, and a smooth
   * background as large beside scatter alone as it usually is beside lines: quick where nothing but
   * the scattered continuum counts.
   */
  static Instrument scatterOnly(Instrument i, Channels axis) {
    DetectorHead head = i.detector();
    return new Instrument(
        i.name(),
        i.tube(),
        i.optics(),
        i.angles(),
        new GasPath(i.path().gas(), 0),
        new DetectorHead(
            head.areaMm2(),
            head.distanceMm(),
            head.thicknessUm(),
            head.windowUm(),
            head.fwhmEv(),
            0,
            0,
            head.tailKev(),
            0,
            head.deadTime(),
            0),
        axis,
        i.exposure(),
        0.3,
        0);
  }

  /** Any instrument, but with an axis, and peaks about as wide, as those of an estimated one. */
  static Instrument any(Instrument estimated, long seed) {
    Instrument drawn = InstrumentDraw.of(seed);
    return new Instrument(
        "drawn-" + seed,
        drawn.tube(),
        drawn.optics(),
        drawn.angles(),
        drawn.path(),
        drawn.detector().withFwhmEv(width(estimated.detector().fwhmEv())),
        estimated.axis(),
        estimated.exposure(),
        drawn.background(),
        drawn.rowShiftPx());
  }

  /**
   * An instrument near an estimated one: what was estimated varies by its error, what was not by as
   * much as instruments do.
   *
   * @param number 0 for the estimated one itself
   */
  static Instrument near(Instrument estimated, long seed, int number) {
    if (number == 0) {
      return estimated;
    }
    RandomStream random = new RandomStream(seed, STREAM, number);
    Tube tube = estimated.tube();
    double kilovolts = Math.clamp(tube.kilovolts() * random.between(0.94, 1.06), 8, 59);
    List<Filter> filters =
        random.below(4) == 0
            ? List.of(new Filter("Al", logUniform(random, 50, 500)))
            : tube.filters();
    DetectorHead head = estimated.detector();
    double width = width(head.fwhmEv() * random.between(0.97, 1.03));
    double deadTime = random.between(0, 0.3);
    return new Instrument(
        "near-" + number,
        new Tube(tube.anode(), kilovolts, logUniform(random, 8, 125), filters),
        optics(estimated.optics(), random),
        new Angles(
            Math.clamp(estimated.angles().incidenceDeg() * random.between(0.8, 1.1), 20, 90),
            Math.clamp(estimated.angles().takeOffDeg() * random.between(0.8, 1.2), 20, 80)),
        new GasPath(estimated.path().gas(), logUniform(random, 0.3, 3)),
        new DetectorHead(
            head.areaMm2(),
            head.distanceMm(),
            head.thicknessUm(),
            logUniform(random, 8, 50),
            width,
            random.between(0.0015, 0.0035),
            logUniform(random, 0.001, 0.03),
            random.between(0.08, 0.3),
            logUniform(random, 0.002, 0.01),
            deadTime,
            Math.min(0.01, deadTime * random.between(0.02, 0.045))),
        estimated.axis(),
        estimated.exposure(),
        random.between(0.01, 0.14),
        random.between(-1.5, 1.5));
  }

  private static Optics optics(Optics estimated, RandomStream random) {
    return estimated.kind() == Optics.Kind.PINHOLE
        ? estimated
        : new Optics(
            Optics.Kind.POLYCAPILLARY,
            Math.clamp(estimated.halfKev() * random.between(0.8, 1.25), 5, 40),
            random.between(2.5, 4),
            estimated.beamSr());
  }

  private static double logUniform(RandomStream random, double from, double to) {
    return from * StrictMath.pow(to / from, random.uniform());
  }
}
