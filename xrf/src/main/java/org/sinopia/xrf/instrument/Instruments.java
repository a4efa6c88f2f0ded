package org.sinopia.xrf.instrument;

import java.util.List;

/** Instruments with names: those met in museums, after their makers' and users' descriptions. */
public final class Instruments {

  /** No instrument in particular: a molybdenum tube, 45/45 degrees, a centimetre of air. */
  public static final Instrument GENERIC =
      new Instrument(
          "generic",
          new Tube("Mo", 40, 127, List.of()),
          Optics.pinhole(1e-4),
          new Angles(45, 45),
          new GasPath(GasPath.Gas.AIR, 1),
          new DetectorHead(25, 20, 450, 12.5, 135, 0.0024, 0.005, 0.15, 0.005, 0.05, 0.002),
          new Channels(1024, 0, 0.04),
          new Exposure(0.1, 0.1, 2000),
          0.03,
          0);

  /**
   * INFN-CHNet's scanner (Taccetti et al. 2019, Rendiconti Lincei 30, 307): molybdenum tube,
   * collimator, 50 mm² detector.
   */
  public static final Instrument CHNET =
      new Instrument(
          "chnet",
          new Tube("Mo", 40, 127, List.of()),
          Optics.pinhole(1e-4),
          new Angles(90, 45),
          new GasPath(GasPath.Gas.AIR, 1),
          new DetectorHead(50, 20, 500, 12.5, 140, 0.0024, 0.006, 0.15, 0.006, 0.05, 0.002),
          new Channels(2048, 0, 0.02),
          new Exposure(0.1, 0.1, 1000),
          0.04,
          0.3);

  /**
   * Bruker's M6 Jetstream (Alfeld et al. 2013, J. Anal. At. Spectrom. 28, 760): rhodium microfocus
   * tube with a polycapillary, helium.
   */
  public static final Instrument M6 =
      new Instrument(
          "m6",
          new Tube("Rh", 50, 100, List.of()),
          new Optics(Optics.Kind.POLYCAPILLARY, 10, 3, 1e-3),
          new Angles(90, 60),
          new GasPath(GasPath.Gas.HELIUM, 1),
          new DetectorHead(30, 20, 450, 12.5, 139, 0.0024, 0.006, 0.15, 0.006, 0.07, 0.003),
          new Channels(4096, -0.9555, 0.009999),
          new Exposure(0.02, 0.6, 3000),
          0.02,
          0.5);

  /** Bruker's (XGLab's) CRONO: rhodium tube, collimators, 50 mm² detector. */
  public static final Instrument CRONO =
      new Instrument(
          "crono",
          new Tube("Rh", 50, 125, List.of()),
          Optics.pinhole(2e-4),
          new Angles(90, 50),
          new GasPath(GasPath.Gas.AIR, 1),
          new DetectorHead(50, 20, 450, 12.5, 140, 0.0024, 0.006, 0.15, 0.006, 0.1, 0.004),
          new Channels(4096, -0.02, 0.01),
          new Exposure(0.05, 0.2, 2000),
          0.03,
          0.5);

  /** XGLab's ELIO: rhodium tube, 1.2 mm collimator, 25 mm² detector. */
  public static final Instrument ELIO =
      new Instrument(
          "elio",
          new Tube("Rh", 40, 250, List.of()),
          Optics.pinhole(1e-4),
          new Angles(90, 40),
          new GasPath(GasPath.Gas.AIR, 1.4),
          new DetectorHead(25, 20, 450, 25, 135, 0.0024, 0.005, 0.15, 0.005, 0.05, 0.002),
          new Channels(4096, 0, 0.01),
          new Exposure(1, 0.1, 20000),
          0.03,
          0);

  private static final List<Instrument> ALL = List.of(CHNET, M6, CRONO, ELIO, GENERIC);

  private Instruments() {}

  /** All of them. */
  public static List<Instrument> all() {
    return ALL;
  }

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(Instrument::name).toList();
  }

  /**
   * The instrument of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Instrument of(String name) {
    return ALL.stream()
        .filter(instrument -> instrument.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown instrument '%s' (known: %s)"
                        .formatted(name, String.join(", ", names()))));
  }
}
