package org.sinopia.train.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.Device;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.Trust;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;

/** A scan of several batches and many rows of tiles, of which pixels and whole rows are missing. */
class ScanRecolouringTest {
  private static final int HEIGHT = 300;
  private static final int WIDTH = 40;
  private static final int TILE = 16;
  private static final int LOST_FROM = 100;
  private static final int LOST_TO = 140;

  @TempDir private Path folder;
  private Path file;
  private ModelFolder embedder;
  private ModelFolder recolourer;

  @BeforeEach
  void write() throws IOException {
    embedder = Models.embedder(folder.resolve("embedder"), 1);
    recolourer = Models.recolourer(folder.resolve("recolourer"), 2);
    file = folder.resolve("cube.npy");
    int bins = Models.AXIS.bins();
    CubeHeader header =
        new CubeHeader(HEIGHT, WIDTH, bins, SampleType.F32, Optional.of(Models.AXIS), Map.of());
    float[] counts = new float[HEIGHT * WIDTH * bins];
    Random random = new Random(3);
    for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel++) {
      int row = pixel / WIDTH;
      boolean lost = (row >= LOST_FROM && row < LOST_TO) || random.nextInt(20) == 0;
      for (int bin = 0; bin < bins; bin++) {
        counts[pixel * bins + bin] = lost ? Float.NaN : random.nextInt(row + 2);
      }
    }
    try (CubeWriter writer = CubeFile.create(file, header)) {
      for (Tile tile : writer.grid()) {
        assertEquals(WIDTH, tile.width());
        int from = tile.row() * WIDTH * bins;
        int count = tile.height() * WIDTH * bins;
        writer.write(
            tile,
            MemorySegment.ofArray(counts)
                .asSlice((long) from * Float.BYTES, (long) count * Float.BYTES));
      }
      writer.finish();
    }
  }

  private static final Trust TRUST =
      new Trust(0.9, List.of(), List.of(5.0), List.of(List.of(3.0, 30.0)), List.of(5000.0), 1000);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBandOfLatentsGivesTheBitsThatAllOfThemGive(boolean judged) throws IOException {
    if (judged) {
      recolourer.write(TRUST);
    }
    try (DataCube cube = CubeFile.open(file);
        ScanRecolouring model = ScanRecolouring.open(embedder, recolourer, Device.cpu(), TILE)) {
      MissingPixels missing = MissingPixels.of(cube);
      assertTrue(missing.count() > (LOST_TO - LOST_FROM) * WIDTH);
      AtomicLong done = new AtomicLong();
      ScanRecolouring.Result whole =
          model.recolour(cube, "cube", missing, pixels -> {}, pixels -> {});
      ScanRecolouring.Coloured band =
          model.colours(cube, "cube", missing, pixels -> {}, done::addAndGet);
      assertEquals(HEIGHT * WIDTH, done.get());
      assertArrayEquals(whole.picture().planes(), band.picture().planes());
      assertEquals(judged, band.judgement().isPresent());
      if (judged) {
        ScanRecolouring.Judgement expected = whole.judgement().orElseThrow();
        ScanRecolouring.Judgement found = band.judgement().orElseThrow();
        assertArrayEquals(expected.radius(), found.radius());
        assertArrayEquals(expected.novelty(), found.novelty());
        assertEquals(expected.foreignShare(), found.foreignShare());
        assertTrue(found.foreignShare() > 0 && found.foreignShare() < 1);
      }
    }
  }

  @Test
  void missingPixelsDoNotColourTheirNeighbours() throws IOException {
    try (DataCube cube = CubeFile.open(file);
        ScanRecolouring model = ScanRecolouring.open(embedder, recolourer, Device.cpu(), TILE)) {
      MissingPixels missing = MissingPixels.of(cube);
      for (float value :
          model.colours(cube, "cube", missing, p -> {}, p -> {}).picture().planes()) {
        assertTrue(Float.isFinite(value), "component " + value);
      }
    }
  }
}
