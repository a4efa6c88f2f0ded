package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.LibraryPalette;
import org.sinopia.xrf.pigment.MeasuredPalette;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.OverPainting;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;
import picocli.CommandLine.Option;

/** Options of {@code --paint ganx} only: the mixing of spectra and the conditions of the scan. */
final class GanxOption {
  private static final String ONLY = " (ganx only)";

  /** Options that change a spectrum after it is mixed. */
  static final List<String> CHANGING =
      List.of("--gain-drift", "--shift-drift", "--dead-time", "--relief");

  @Option(
      names = "--palette",
      paramLabel = "NAME|FILE",
      description =
          "A palette of the library, or measured spectra, listed in ganX's JSON; etruscan"
              + ONLY
              + ".")
  private String palette;

  @Option(
      names = "--threshold",
      description = "Least similarity of a pigment that takes part in a colour; 0.6" + ONLY + ".")
  private Double threshold;

  @Option(
      names = "--clusters",
      description = "Middle of the range of numbers of colours; 10" + ONLY + ".")
  private Integer clusters;

  @Option(
      names = "--cluster-spread",
      description = "How far the range reaches to both sides; 2" + ONLY + ".")
  private Integer spread;

  @Option(
      names = "--poisson",
      description = "The number of photons varies as in a dwell of fixed time" + ONLY + ".")
  private boolean poisson;

  @Option(
      names = "--gain-drift",
      description = "Relative drift of the gain over the rows, 0 to 0.1" + ONLY + ".")
  private Double gainDrift;

  @Option(
      names = "--shift-drift",
      paramLabel = "KEV",
      description = "Drift of the energy offset over the rows, in keV" + ONLY + ".")
  private Double shiftDrift;

  @Option(names = "--dead-time", description = "Dead time times photon rate, 0 to 10" + ONLY + ".")
  private Double deadTime;

  @Option(
      names = "--relief",
      paramLabel = "MM",
      description = "Unevenness of the surface, in mm" + ONLY + ".")
  private Double relief;

  /** The names of those that were given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    add(given, "--palette", palette);
    add(given, "--threshold", threshold);
    add(given, "--clusters", clusters);
    add(given, "--cluster-spread", spread);
    add(given, "--poisson", poisson ? true : null);
    add(given, "--gain-drift", gainDrift);
    add(given, "--shift-drift", shiftDrift);
    add(given, "--dead-time", deadTime);
    add(given, "--relief", relief);
    return given;
  }

  private static void add(List<String> names, String name, Object value) {
    if (value != null) {
      names.add(name);
    }
  }

  /**
   * The synthesis asked for.
   *
   * @param library pigments and palettes
   * @param ground what simulated paint lies on; null for plaster
   * @param hidden a picture under each; null for none
   * @throws IllegalArgumentException if an option is out of range
   */
  Synthesis synthesis(
      PigmentLibrary library,
      GroundKind ground,
      EnergyAxis axis,
      int photons,
      Path hidden,
      long seed) {
    Optional<LibraryPalette> named = named(library, ground == null ? GroundKind.PLASTER : ground);
    if (hidden != null && !named.map(LibraryPalette::isSimulated).orElse(false)) {
      throw new IllegalArgumentException(
          "--hidden: layers are simulated from chemistry, expected no measured --palette");
    }
    ScanConditions conditions =
        new ScanConditions(
            photons, poisson, or(gainDrift), or(shiftDrift), or(deadTime), or(relief));
    int middle = within("--clusters", clusters == null ? 10 : clusters, 1);
    int reach = within("--cluster-spread", spread == null ? 2 : spread, 0);
    PigmentMixing mixing =
        new PigmentMixing(
            named.isPresent() ? named.get().palette(axis) : measured(library, axis),
            threshold == null ? 0.6 : threshold);
    return (name, image, picture) -> {
      PaintedPicture surface =
          new PaintedPicture(picture, ColourClusters.of(picture, middle, reach, seed), mixing);
      if (hidden == null) {
        return SyntheticPainting.clustered(
            name, picture, surface, new SyntheticCube(surface, conditions, seed));
      }
      Picture under = Synthesis.hiddenUnder(picture, image, hidden);
      PaintedPicture lower =
          new PaintedPicture(under, ColourClusters.of(under, middle, reach, seed), mixing);
      return SyntheticPainting.clustered(
          name,
          picture,
          surface,
          new SyntheticCube(
              new OverPainting(surface, lower, named.orElseThrow().simulated()), conditions, seed));
    };
  }

  private static double or(Double value) {
    return value == null ? 0 : value;
  }

  private static int within(String option, int value, int least) {
    if (value < least || value > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s: %d, expected %d to %d".formatted(option, value, least, Short.MAX_VALUE));
    }
    return value;
  }

  /** The palette of the library that was named, if that is what was given. */
  private Optional<LibraryPalette> named(PigmentLibrary library, GroundKind ground) {
    String name = palette == null ? "etruscan" : palette;
    return library.paletteNames().contains(name)
        ? Optional.of(
            new LibraryPalette(library.palette(name), under(ground), Spectrometer.DEFAULT))
        : Optional.empty();
  }

  /**
   * The ground of simulated paint.
   *
   * @throws IllegalArgumentException if ganx does not have it
   */
  static Ground under(GroundKind ground) {
    return switch (ground) {
      case PLASTER -> Ground.LIME_PLASTER;
      case LEAD_WHITE -> Ground.LEAD_WHITE;
      case CHALK, GESSO, BOLE, BARE ->
          throw new IllegalArgumentException(
              "--ground: %s with --paint ganx, expected plaster or lead-white"
                  .formatted(ground.label()));
    };
  }

  private Palette measured(PigmentLibrary library, EnergyAxis axis) {
    if (!Files.exists(Path.of(palette))) {
      throw new IllegalArgumentException(
          "--palette: %s: no such file, and no palette of this name (known: %s)"
              .formatted(palette, String.join(", ", library.paletteNames())));
    }
    try {
      return new MeasuredPalette(Path.of(palette)).palette(axis);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
