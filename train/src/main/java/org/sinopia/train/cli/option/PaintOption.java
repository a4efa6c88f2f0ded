package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.InstrumentFile;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.pigment.PigmentLibrary;
import picocli.CommandLine.Option;

/** Options of {@code --paint paint} only: era and instrument. */
public final class PaintOption {
  private static final String RANDOM = "random";

  @Option(
      names = "--era",
      paramLabel = "NAME",
      description =
          "Palette of the library that a painter's pigments are from, or random, one for each"
              + " picture (random).")
  private String era;

  @Option(
      names = "--instrument",
      paramLabel = "NAME|FILE",
      description =
          "chnet, m6, crono, elio, generic, the JSON of one, or random, one for each scan"
              + " (generic, with --bins and --photons).")
  private String instrument;

  /** The names of those that were given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (era != null) {
      given.add("--era");
    }
    if (instrument != null) {
      given.add("--instrument");
    }
    return given;
  }

  /**
   * The synthesis asked for.
   *
   * @param library pigments and eras
   * @param ground what pictures are painted on; null for a random one of the era
   * @param axis of the scans; null for the instrument's own
   * @param photons mean number in a pixel; null for the instrument's own
   * @param hidden a picture under each; null for chance
   * @throws IllegalArgumentException if there is no such era or instrument, or a file is wrong
   */
  Synthesis synthesis(
      PigmentLibrary library,
      GroundKind ground,
      EnergyAxis axis,
      Integer photons,
      Path hidden,
      long seed) {
    PaintedScans scans = scans(library, ground, axis, photons, seed);
    return (name, image, picture) -> {
      String original = String.valueOf(image.getFileName());
      return hidden == null
          ? scans.of(name, original, picture)
          : scans.over(name, original, picture, Synthesis.hiddenUnder(picture, image, hidden));
    };
  }

  private PaintedScans scans(
      PigmentLibrary library, GroundKind ground, EnergyAxis axis, Integer photons, long seed) {
    try {
      SurfaceConfig config =
          new SurfaceConfig(
              library,
              era(),
              Optional.ofNullable(ground),
              SurfaceConfig.DEFAULT.strokePixels(),
              SurfaceConfig.DEFAULT.maxRecipes(),
              SurfaceConfig.DEFAULT.maxStacks());
      return new PaintedScans(
          config,
          instrument(),
          Optional.ofNullable(axis),
          Optional.ofNullable(photons).map(Integer::doubleValue),
          seed);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The options as they are to be typed again, the place of a file aside. */
  String command() {
    boolean file = instrument != null && Files.exists(Path.of(instrument));
    return (era == null ? "" : " --era " + era)
        + (instrument == null ? "" : " --instrument " + (file ? "FILE" : instrument));
  }

  /** The era asked for; empty for random ones. */
  Optional<String> era() {
    return era == null || era.equals(RANDOM) ? Optional.empty() : Optional.of(era);
  }

  /** True if an instrument was asked for. */
  boolean hasInstrument() {
    return instrument != null;
  }

  /**
   * The instrument asked for, {@code generic} by default; empty for random ones.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  Optional<Instrument> instrument() throws IOException {
    if (instrument == null) {
      return Optional.of(Instruments.GENERIC);
    }
    if (instrument.equals(RANDOM)) {
      return Optional.empty();
    }
    return Optional.of(named(instrument, ", " + RANDOM));
  }

  /**
   * An instrument by its name or its file.
   *
   * @param others what else is known, for the message
   * @throws IllegalArgumentException if there is none
   */
  public static Instrument named(String instrument, String others) throws IOException {
    if (Instruments.names().contains(instrument)) {
      return Instruments.of(instrument);
    }
    if (instrument.endsWith(".json") || Files.exists(Path.of(instrument))) {
      return InstrumentFile.read(Path.of(instrument));
    }
    throw new IllegalArgumentException(
        "--instrument: unknown instrument '%s' (known: %s%s, or the JSON file of one)"
            .formatted(instrument, String.join(", ", Instruments.names()), others));
  }
}
