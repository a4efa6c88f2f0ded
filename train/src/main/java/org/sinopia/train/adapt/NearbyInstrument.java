package org.sinopia.train.adapt;

import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.instrument.Angles;
import org.sinopia.xrf.instrument.DetectorHead;
import org.sinopia.xrf.instrument.Filter;
import org.sinopia.xrf.instrument.GasPath;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.InstrumentDraw;
import org.sinopia.xrf.instrument.Optics;
import org.sinopia.xrf.instrument.Tube;

/** Instruments that a search tries: any that exists, and small steps from one that did well. */
final class NearbyInstrument {
  private static final double MIN_FWHM_EV = 121;
  private static final double MAX_FWHM_EV = 399;

  /** The share of an instrument's parts that a step changes. */
  private static final double CHANGED = 0.25;

  private static final double OTHER_ANODE = 0.04;

  private final RandomStream random;

  NearbyInstrument(RandomStream random) {
    this.random = random;
  }

  /** Any instrument, but with an axis, and peaks about as wide, as those of an estimated one. */
  static Instrument any(Instrument estimated, long seed) {
    Instrument drawn = InstrumentDraw.of(seed);
    DetectorHead head = drawn.detector();
    return new Instrument(
        "drawn-" + seed,
        drawn.tube(),
        drawn.optics(),
        drawn.angles(),
        drawn.path(),
        withWidth(head, estimated.detector().fwhmEv()),
        estimated.axis(),
        estimated.exposure(),
        drawn.background(),
        drawn.rowShiftPx());
  }

  private static DetectorHead withWidth(DetectorHead head, double fwhmEv) {
    return new DetectorHead(
        head.areaMm2(),
        head.distanceMm(),
        head.thicknessUm(),
        head.windowUm(),
        Math.clamp(fwhmEv, MIN_FWHM_EV, MAX_FWHM_EV),
        head.escapeOfIron(),
        head.tail(),
        head.tailKev(),
        head.shelf(),
        head.deadTime(),
        head.pileUp());
  }

  /** A step from an instrument: some of its parts a little otherwise, seldom another anode. */
  Instrument from(Instrument parent) {
    return new Instrument(
        parent.name(),
        tube(parent.tube()),
        optics(parent.optics()),
        new Angles(
            Math.clamp(shifted(parent.angles().incidenceDeg(), 4), 40, 90),
            Math.clamp(shifted(parent.angles().takeOffDeg(), 4), 25, 65)),
        path(parent.path()),
        head(parent.detector()),
        parent.axis(),
        parent.exposure(),
        Math.clamp(scaled(parent.background(), 1.3), 0.005, 0.2),
        parent.rowShiftPx());
  }

  private Tube tube(Tube parent) {
    String anode = parent.anode();
    if (random.uniform() < OTHER_ANODE) {
      anode = InstrumentDraw.of(random.word()).tube().anode();
    }
    List<Filter> filters = parent.filters();
    if (random.uniform() < CHANGED) {
      filters =
          random.uniform() < 0.4
              ? InstrumentDraw.of(random.word()).tube().filters()
              : filters.stream().map(f -> new Filter(f.element(), f.um() * factor(1.3))).toList();
    }
    return new Tube(
        anode,
        Math.clamp(scaled(parent.kilovolts(), 1.04), 10, 59),
        Math.clamp(scaled(parent.windowUm(), 1.5), 5, 200),
        filters);
  }

  private Optics optics(Optics parent) {
    if (random.uniform() >= CHANGED) {
      return parent;
    }
    if (parent.kind() == Optics.Kind.PINHOLE || random.uniform() < 0.2) {
      return random.uniform() < 0.4 ? InstrumentDraw.of(random.word()).optics() : parent;
    }
    return new Optics(
        Optics.Kind.POLYCAPILLARY,
        Math.clamp(parent.halfKev() * factor(1.15), 5, 40),
        Math.clamp(parent.power() * factor(1.15), 2, 5),
        parent.beamSr());
  }

  private GasPath path(GasPath parent) {
    GasPath.Gas gas =
        random.uniform() < 0.05 ? InstrumentDraw.of(random.word()).path().gas() : parent.gas();
    return new GasPath(gas, Math.clamp(scaled(parent.centimetres(), 1.4), 0.1, 5));
  }

  private DetectorHead head(DetectorHead head) {
    return new DetectorHead(
        head.areaMm2(),
        head.distanceMm(),
        head.thicknessUm(),
        Math.clamp(scaled(head.windowUm(), 1.4), 5, 80),
        Math.clamp(scaled(head.fwhmEv(), 1.015), MIN_FWHM_EV, MAX_FWHM_EV),
        Math.clamp(scaled(head.escapeOfIron(), 1.3), 0.001, 0.006),
        Math.clamp(scaled(head.tail(), 1.5), 5e-4, 0.1),
        Math.clamp(scaled(head.tailKev(), 1.3), 0.05, 0.6),
        Math.clamp(scaled(head.shelf(), 1.4), 0.001, 0.03),
        head.deadTime(),
        Math.clamp(scaled(Math.max(1e-4, head.pileUp()), 1.6), 1e-5, 0.02));
  }

  private double scaled(double value, double most) {
    return random.uniform() < CHANGED ? value * factor(most) : value;
  }

  private double shifted(double value, double most) {
    return random.uniform() < CHANGED ? value + random.between(-most, most) : value;
  }

  private double factor(double most) {
    return StrictMath.pow(most, random.between(-1, 1));
  }
}
