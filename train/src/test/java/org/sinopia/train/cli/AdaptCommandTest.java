package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.synthesis.CubeSynthesis;

class AdaptCommandTest {
  @TempDir Path folder;

  private Path cube;

  @BeforeEach
  void scan() throws IOException {
    cube = folder.resolve("scan.h5");
    SurfaceConfig config =
        new SurfaceConfig(
            PigmentLibrary.builtin(),
            Optional.of("baroque"),
            Optional.of(GroundKind.BOLE),
            20,
            20,
            20);
    CubeSynthesis.write(
        new PaintedScans(
                config, Optional.of(Instruments.ELIO), Optional.empty(), Optional.of(3000.0), 2)
            .of("scan", "scan", Painter.paint(16, 16, 2))
            .cube(),
        cube,
        1,
        pixels -> {});
  }

  @Test
  void aLookPrintsEachEstimateWithItsEvidenceAndNeedsNoModel() {
    Ran ran = Ran.sinopia("adapt", cube, "--look", "--instrument", "elio");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().lines().anyMatch(l -> l.startsWith("counts ")), ran.out());
    assertTrue(ran.out().lines().anyMatch(l -> l.startsWith("instrument elio (given)")), ran.out());
    assertTrue(ran.out().lines().anyMatch(l -> l.startsWith("elements ")), ran.out());
    Ran json = Ran.sinopia("adapt", cube, "--look", "--json", "--instrument", "elio");
    assertTrue(json.out().strip().startsWith("{"), json.out());
    assertTrue(json.out().contains("\"evidence\""), json.out());
  }

  @Test
  void badInputIsRefusedInOneLineAndNothingIsWritten() throws IOException {
    Path out = folder.resolve("run");
    Ran.refused("--out: missing", "adapt", cube);
    Ran.refused("none.h5: file: not found", "adapt", folder.resolve("none.h5"), "--look");
    Ran.refused("unknown ground 'mud'", "adapt", cube, "--out", out, "--ground", "mud");
    Ran.refused("unknown palette 'neon'", "adapt", cube, "--out", out, "--palette", "neon");
    Ran.refused("unknown instrument 'x'", "adapt", cube, "--out", out, "--instrument", "x");
    Ran.refused("--steps is 0", "adapt", cube, "--out", out, "--steps", "0");
    Ran.refused("--side is 8", "adapt", cube, "--out", out, "--side", "8");
    Ran.refused("no such file", "adapt", cube, "--out", out, "--model", folder.resolve("m"));
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("letter.txt"), "dear");
    Ran.refused("holds other things", "adapt", cube, "--out", full);
    assertTrue(Files.notExists(out));
  }
}
