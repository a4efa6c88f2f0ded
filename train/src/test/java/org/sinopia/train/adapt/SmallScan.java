package org.sinopia.train.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.synthesis.CubeSynthesis;

/** A small painting, scanned by a known instrument. */
final class SmallScan {
  private SmallScan() {}

  static SyntheticPainting of(
      Instrument instrument, String era, GroundKind ground, int side, double counts, long seed) {
    SurfaceConfig config =
        new SurfaceConfig(
            PigmentLibrary.builtin(), Optional.of(era), Optional.of(ground), 20, 40, 60);
    return new PaintedScans(
            config, Optional.of(instrument), Optional.empty(), Optional.of(counts), seed)
        .of("small", "small", Painter.paint(side, side, seed));
  }

  static Path write(SyntheticPainting painting, Path file) throws IOException {
    CubeSynthesis.write(painting.cube(), file, 1, pixels -> {});
    return file;
  }
}
