package org.sinopia.train.adapt;

import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.Materials;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * One guess of the materials and the instrument of a scan.
 *
 * @param pigments that a painter may have had, with a palette for each era
 * @param materials of the painting
 * @param instrument the scanner
 */
record DomainDraw(PigmentLibrary pigments, Materials materials, Instrument instrument) {
  /** How pictures are painted with it. */
  SurfaceConfig config(int recipes, int stacks) {
    return new SurfaceConfig(
        pigments,
        Optional.of(materials.era()),
        Optional.of(materials.ground()),
        SurfaceConfig.DEFAULT.strokePixels(),
        recipes,
        stacks);
  }

  /** The ground that it is painted on. */
  GroundKind ground() {
    return materials.ground();
  }

  /** The painter's pigments. */
  List<LibraryPigment> palette() {
    return materials.pigments();
  }
}
