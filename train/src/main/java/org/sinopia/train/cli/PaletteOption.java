package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.MeasuredPalette;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.SimulatedPalette;
import picocli.CommandLine.Option;

/** {@code --palette}, {@code --ground} and {@code --bins}: the pigments and their spectra. */
final class PaletteOption {
  /** What simulated pigments lie on. */
  enum GroundName {
    /** Fresco. */
    PLASTER,
    /** Oil painting. */
    LEAD_WHITE
  }

  @Option(
      names = "--palette",
      paramLabel = "FILE",
      description = "Measured spectra, listed in ganX's JSON; without it, they are simulated.")
  private Path file;

  @Option(
      names = "--ground",
      defaultValue = "PLASTER",
      description = "What simulated paint lies on: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private GroundName ground;

  @Option(
      names = "--bins",
      defaultValue = "512",
      description = "Energy bins over 0.5 to 38.5 keV (${DEFAULT-VALUE}).")
  private int bins;

  /** The energy axis asked for. */
  EnergyAxis axis() {
    return new EnergyAxis(bins, EnergyAxis.DEFAULT.fromKev(), EnergyAxis.DEFAULT.toKev());
  }

  /** Whether the pigments' chemistry is known. */
  boolean isSimulated() {
    return file == null;
  }

  /** The chemistry of simulated pigments. */
  SimulatedPalette chemistry() {
    return switch (ground) {
      case PLASTER -> SimulatedPalette.DEFAULT;
      case LEAD_WHITE -> SimulatedPalette.DEFAULT.over(Ground.LEAD_WHITE);
    };
  }

  /**
   * The palette asked for.
   *
   * @throws IllegalArgumentException if its files cannot be read or are not what they should be
   */
  Palette palette() {
    if (isSimulated()) {
      return chemistry().palette(axis());
    }
    try {
      return new MeasuredPalette(file).palette(axis());
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
