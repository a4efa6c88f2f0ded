package org.sinopia.xrf.instrument;

import java.util.List;
import org.sinopia.xrf.RandomStream;

/**
 * Draws random instruments, so that what is learnt from synthetic scans does not depend on one. The
 * ranges cover the instruments in use; a seed always gives the same instrument.
 */
public final class InstrumentDraw {

  // Keeps these draws apart from others of the same seed.
  private static final long STREAM = 0x494e5354;
  private static final List<String> ANODES = List.of("Rh", "Mo", "W", "Ag", "Pd", "Cr");
  private static final double MAX_OFFSET_KEV = 0.09;

  private final RandomStream random;

  private InstrumentDraw(long seed) {
    random = new RandomStream(seed, STREAM, 0);
  }

  /** The instrument of a seed. */
  public static Instrument of(long seed) {
    return new InstrumentDraw(seed).instrument(seed);
  }

  private Instrument instrument(long seed) {
    double incidence = random.between(45, 90);
    double takeOff = random.between(30, 60);
    return new Instrument(
        "random-" + seed,
        tube(),
        optics(),
        new Angles(incidence, takeOff),
        path(),
        detector(),
        axis(),
        new Exposure(0.1, 0.1, logUniform(100, 50_000)),
        random.between(0.01, 0.14),
        random.between(-1.5, 1.5));
  }

  private Tube tube() {
    String anode = ANODES.get(random.below(ANODES.size()));
    double kilovolts = random.between(20, 50);
    double window = logUniform(8, 100);
    List<Filter> filters =
        switch (random.below(4)) {
          case 0 -> List.of(new Filter("Al", logUniform(50, 500)));
          case 1 -> List.of(new Filter(random.below(2) == 0 ? "Rh" : "Ag", logUniform(25, 100)));
          default -> List.of();
        };
    return new Tube(anode, kilovolts, window, filters);
  }

  private Optics optics() {
    return random.below(2) == 0
        ? Optics.pinhole(1e-4)
        : new Optics(
            Optics.Kind.POLYCAPILLARY, random.between(10, 25), random.between(2.5, 4), 1e-3);
  }

  private GasPath path() {
    return random.below(4) == 0
        ? new GasPath(GasPath.Gas.HELIUM, logUniform(0.3, 3))
        : new GasPath(GasPath.Gas.AIR, logUniform(0.3, 3));
  }

  private DetectorHead detector() {
    double width = random.between(125, 220);
    double escape = random.between(0.0015, 0.0035);
    double tail = logUniform(0.001, 0.03);
    double tailKev = random.between(0.08, 0.3);
    double shelf = logUniform(0.002, 0.01);
    double deadTime = random.between(0, 0.3);
    // Measured on a laboratory instrument: a sum peak of 0.6 % at a dead time of 18 %.
    double pileUp = Math.min(0.01, deadTime * random.between(0.02, 0.045));
    return new DetectorHead(
        30, 20, 450, logUniform(8, 50), width, escape, tail, tailKev, shelf, deadTime, pileUp);
  }

  private Channels axis() {
    int channels = 1024 << random.below(3);
    double toKev = random.below(3) == 0 ? random.between(28, 34) : random.between(38, 45);
    double offset = Math.clamp(0.025 * random.normal(), -MAX_OFFSET_KEV, MAX_OFFSET_KEV);
    double gain = toKev / channels * random.between(0.995, 1.005);
    return new Channels(channels, offset, gain);
  }

  private double logUniform(double from, double to) {
    return from * StrictMath.pow(to / from, random.uniform());
  }
}
