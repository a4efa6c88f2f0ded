package org.sinopia.train.demo;

import java.util.List;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.report.PaletteEntry;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.LibraryPalette;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;

/** Scans as ganX makes them: each cluster of colours is a mixture of the spectra of pigments. */
public final class GanxScans implements DemoScans {
  private static final String PALETTE = "etruscan";

  private final DemoConfig config;
  private final List<LibraryPigment> pigments;
  private final Palette palette;

  /** The palette {@code etruscan} of a library on lime plaster. */
  public GanxScans(DemoConfig config, PigmentLibrary library) {
    this(config, library, Ground.LIME_PLASTER);
  }

  /**
   * The palette {@code etruscan} of a library on a ground.
   *
   * @throws IllegalArgumentException if a pigment's spectrum cannot be moved to the demo's axis
   */
  public GanxScans(DemoConfig config, PigmentLibrary library, Ground ground) {
    this.config = config;
    this.pigments = library.palette(PALETTE);
    this.palette =
        new LibraryPalette(pigments, ground, Spectrometer.DEFAULT)
            .palette(config.embedder().energy());
  }

  @Override
  public SyntheticPainting scan(String name, Picture picture) {
    PaintedPicture surface =
        new PaintedPicture(
            picture,
            ColourClusters.of(picture, config.clusters(), config.clusterSpread(), config.seed()),
            new PigmentMixing(palette, config.threshold()));
    SyntheticCube cube =
        new SyntheticCube(
            surface, new ScanConditions(config.photons(), false, 0, 0, 0, 0), config.seed());
    return SyntheticPainting.clustered(name, picture, surface, cube);
  }

  @Override
  public EnergyAxis axis() {
    return palette.axis();
  }

  @Override
  public Palette palette() {
    return palette;
  }

  @Override
  public List<PaletteEntry> entries() {
    return PaletteEntry.of(pigments, palette);
  }

  @Override
  public String method() {
    return "Each picture was reduced to a few colours, each colour matched to the pigments nearest"
        + " to it, and each pixel given";
  }
}
