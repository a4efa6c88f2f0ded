package org.sinopia.train.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.report.PaletteEntry;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.LibraryPalette;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.spectrum.Spectrum;

/** Scans of pictures that are painted with pigments first; what was painted is the truth. */
public final class PaintScans implements DemoScans {
  // All scans of a demo are in memory at once, and each stack has a spectrum.
  private static final int MAX_RECIPES = 128;
  private static final int MAX_STACKS = 400;

  private final PigmentLibrary library;
  private final EnergyAxis axis;
  private final PaintedScans scans;
  private final Palette pigments;

  /**
   * Prepares scans on the demo's energy axis.
   *
   * @param config the demo
   * @param library pigments and eras
   * @param era name of a palette of the library; empty for a random one for each picture
   * @param ground what pictures are painted on; empty for a random one of the era
   * @param instrument what scans them, as many photons as it usually counts; empty for {@code
   *     generic} with the demo's number of photons
   * @throws IllegalArgumentException if the library has no such era
   */
  public PaintScans(
      DemoConfig config,
      PigmentLibrary library,
      Optional<String> era,
      Optional<GroundKind> ground,
      Optional<InstrumentChoice> instrument) {
    this.library = library;
    this.axis = config.embedder().energy();
    this.scans = painted(config, library, era, ground, instrument);
    this.pigments =
        new LibraryPalette(library.pigments(), Ground.LIME_PLASTER, Spectrometer.DEFAULT)
            .palette(axis);
  }

  /** The scans alone, without the spectra of their pigments. */
  static PaintedScans painted(
      DemoConfig config,
      PigmentLibrary library,
      Optional<String> era,
      Optional<GroundKind> ground,
      Optional<InstrumentChoice> instrument) {
    return new PaintedScans(
        new SurfaceConfig(
            library, era, ground, SurfaceConfig.DEFAULT.strokePixels(), MAX_RECIPES, MAX_STACKS),
        instrument.map(InstrumentChoice::fixed).orElse(Optional.of(Instruments.GENERIC)),
        Optional.of(config.embedder().energy()),
        instrument.isPresent() ? Optional.empty() : Optional.of((double) config.photons()),
        config.seed());
  }

  /**
   * An instrument that was asked for.
   *
   * @param fixed the same for all scans; empty for a random one for each
   */
  public record InstrumentChoice(Optional<Instrument> fixed) {}

  @Override
  public SyntheticPainting scan(String name, Picture picture) {
    return scans.of(name, name, picture);
  }

  @Override
  public EnergyAxis axis() {
    return axis;
  }

  @Override
  public Palette palette() {
    List<Pigment> all = new ArrayList<>(pigments.pigments());
    GroundKind plaster = GroundKind.PLASTER;
    all.add(
        new Pigment(
            PaintedSurface.GROUND,
            plaster.reflectance().toSrgb(),
            Spectrum.ofCounts(
                axis, Spectrometer.DEFAULT.spectrum(new Specimen(plaster.layers()), axis))));
    return new Palette(all);
  }

  @Override
  public List<PaletteEntry> entries() {
    return PaletteEntry.of(library.pigments(), pigments);
  }

  @Override
  public String method() {
    return "Each picture was painted again, in layers on a ground, with pigments of one era that mix"
        + " as paint does; that is what the models are to find. Then it was scanned: each pixel was"
        + " given, in the mean,";
  }
}
