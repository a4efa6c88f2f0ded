package org.sinopia.train.demo;

import java.util.List;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.report.PaletteEntry;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.PigmentLibrary;

/** How a demo's pictures become scans. Safe to use from many threads. */
public interface DemoScans {
  /** Makes them for a demo. */
  @FunctionalInterface
  interface Kind {
    /**
     * The scans of a demo.
     *
     * @throws IllegalArgumentException if pigments, ground, era or instrument do not fit
     */
    DemoScans of(DemoConfig config);
  }

  /** The paper's: mixtures of the spectra of twelve pigments on lime plaster. */
  Kind GANX = config -> new GanxScans(config, PigmentLibrary.builtin());

  /**
   * The scan of a picture.
   *
   * @param name of the picture
   * @param picture what is scanned, or painted and scanned
   */
  SyntheticPainting scan(String name, Picture picture);

  /** The energy axis of the scans. */
  EnergyAxis axis();

  /**
   * The pigments that scans may be of: their names, in this order, are those of the cubes'
   * attribute {@code palette}.
   */
  Palette palette();

  /** Those of them that have a chemistry, with notes on them. */
  List<PaletteEntry> entries();

  /** One or more sentences that say how, of which the last goes on with a number of photons. */
  String method();
}
