package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.LibraryPalette;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.MeasuredPalette;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.pigment.SimulatedPalette;
import picocli.CommandLine.Option;

/**
 * {@code --palette}, {@code --pigments}, {@code --ground} and {@code --bins}: the pigments and
 * their spectra.
 */
public final class PaletteOption {
  /** The ground below simulated pigments. */
  enum GroundName {
    /** Fresco. */
    PLASTER,
    /** Oil painting. */
    LEAD_WHITE
  }

  @Option(
      names = "--palette",
      paramLabel = "NAME|FILE",
      description =
          "A palette of the library (etruscan, medieval, renaissance, baroque, nineteenth, modern,"
              + " all, or one of --pigments), or measured spectra, listed in ganX's JSON.")
  private String name;

  @Option(
      names = "--pigments",
      paramLabel = "FILE.json",
      description = "Pigments and palettes of your own, added to the library.")
  private Path pigments;

  @Option(
      names = "--ground",
      defaultValue = "PLASTER",
      description =
          "The ground below simulated paint: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private GroundName ground;

  @Option(
      names = "--bins",
      defaultValue = "512",
      description = "Energy bins over 0.5 to 38.5 keV (${DEFAULT-VALUE}).")
  private int bins;

  private PigmentLibrary library;

  /** The energy axis asked for. */
  EnergyAxis axis() {
    return new EnergyAxis(bins, EnergyAxis.DEFAULT.fromKev(), EnergyAxis.DEFAULT.toKev());
  }

  /**
   * Names a palette where the user gave none. Without this, it is the paper's twelve pigments.
   *
   * @param palette a palette of the library
   */
  public void orElse(String palette) {
    if (name == null) {
      name = palette;
    }
  }

  /**
   * The library, with the user's own pigments.
   *
   * @throws IllegalArgumentException if their file cannot be read or is not what it should be
   */
  public PigmentLibrary library() {
    if (library == null) {
      try {
        library =
            pigments == null ? PigmentLibrary.builtin() : PigmentLibrary.builtin().with(pigments);
      } catch (IOException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    return library;
  }

  private String name() {
    return name == null ? "etruscan" : name;
  }

  private boolean isNamed() {
    return library().paletteNames().contains(name());
  }

  /** The pigments of the library that the palette has; none if it was measured. */
  public List<LibraryPigment> members() {
    return isNamed() ? library().palette(name()) : List.of();
  }

  /** Whether the pigments' chemistry is known. */
  boolean isSimulated() {
    return isNamed() && named().isSimulated();
  }

  /** The chemistry of simulated pigments. */
  SimulatedPalette chemistry() {
    return named().simulated();
  }

  private LibraryPalette named() {
    return new LibraryPalette(
        library().palette(name()),
        switch (ground) {
          case PLASTER -> Ground.LIME_PLASTER;
          case LEAD_WHITE -> Ground.LEAD_WHITE;
        },
        Spectrometer.DEFAULT);
  }

  /**
   * The palette asked for.
   *
   * @throws IllegalArgumentException if its files cannot be read or are not what they should be
   */
  public Palette palette() {
    if (isNamed()) {
      return named().palette(axis());
    }
    Path file = Path.of(name());
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "--palette: %s: no such file, and no palette of this name (known: %s)"
              .formatted(name, String.join(", ", library().paletteNames())));
    }
    try {
      return new MeasuredPalette(file).palette(axis());
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
