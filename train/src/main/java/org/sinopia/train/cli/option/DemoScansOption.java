package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.train.demo.DemoScans;
import org.sinopia.train.demo.GanxScans;
import org.sinopia.train.demo.PaintScans;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.PigmentLibrary;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the scans of a demo are made. */
public final class DemoScansOption {
  @Option(
      names = "--paint",
      paramLabel = "paint|ganx",
      description =
          "How: paint the pictures with pigments and scan them, or mix spectra by likeness of colour"
              + " as ganX does (ganx; paint if --era or --instrument is given).")
  private String paint;

  @Option(
      names = "--pigments",
      paramLabel = "FILE.json",
      description = "Pigments and palettes of your own, added to the library.")
  private Path pigments;

  @Option(
      names = "--ground",
      paramLabel = "NAME",
      description =
          "The ground: plaster, chalk, gesso, lead-white, bole, bare (one that is usual in"
              + " the era; plaster with ganx).")
  private String ground;

  @Mixin private PaintOption painting;

  /**
   * The scans asked for.
   *
   * @throws IllegalArgumentException if an option is unknown or belongs to the other way
   */
  public DemoScans.Kind kind() {
    try {
      return checked();
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private DemoScans.Kind checked() throws IOException {
    Optional<GroundKind> kind = Optional.ofNullable(ground).map(GroundKind::of);
    PigmentLibrary builtin = PigmentLibrary.builtin();
    PigmentLibrary library = pigments == null ? builtin : builtin.with(pigments);
    if (isPaint()) {
      painting.era().ifPresent(library::palette);
      Optional<Instrument> fixed = painting.instrument();
      Optional<PaintScans.InstrumentChoice> instrument =
          painting.hasInstrument()
              ? Optional.of(new PaintScans.InstrumentChoice(fixed))
              : Optional.empty();
      return config -> new PaintScans(config, library, painting.era(), kind, instrument);
    }
    if (!painting.given().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: with --paint ganx, expected --paint paint"
              .formatted(String.join(", ", painting.given())));
    }
    Ground under = GanxOption.under(kind.orElse(GroundKind.PLASTER));
    return config -> new GanxScans(config, library, under);
  }

  private boolean isPaint() {
    if (paint == null) {
      return !painting.given().isEmpty();
    }
    return switch (paint) {
      case "paint" -> true;
      case "ganx" -> false;
      default ->
          throw new IllegalArgumentException(
              "--paint: unknown way '%s' (known: paint, ganx)".formatted(paint));
    };
  }

  /** The options as they are to be typed again, the places of files aside. */
  public String command() {
    return (paint == null ? "" : " --paint " + paint)
        + (pigments == null ? "" : " --pigments FILE")
        + (ground == null ? "" : " --ground " + ground)
        + painting.command();
  }
}
