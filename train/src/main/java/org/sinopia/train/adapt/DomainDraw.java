package org.sinopia.train.adapt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * One guess of the materials and the instrument of a scan.
 *
 * @param pigments that a painter may have had, with a palette for each era
 * @param era one of these palettes
 * @param ground that is painted on
 * @param instrument the scanner
 */
record DomainDraw(PigmentLibrary pigments, String era, GroundKind ground, Instrument instrument) {
  /** How pictures are painted with it. */
  SurfaceConfig config(int recipes, int stacks) {
    return new SurfaceConfig(
        pigments,
        Optional.of(era),
        Optional.of(ground),
        SurfaceConfig.DEFAULT.strokePixels(),
        recipes,
        stacks);
  }

  /** The same with no other pigments than a painting has that was made with it. */
  DomainDraw of(PaintedSurface painting) {
    return with(painting.materials().pigments());
  }

  /** The same with these pigments alone. */
  DomainDraw with(List<LibraryPigment> used) {
    SequencedMap<String, List<String>> palette = new LinkedHashMap<>();
    palette.put(era, used.stream().map(LibraryPigment::name).toList());
    return new DomainDraw(new PigmentLibrary(used, palette), era, ground, instrument);
  }

  /** The pigments of its era. */
  List<LibraryPigment> palette() {
    return pigments.palette(era);
  }
}
