package org.sinopia.xrf.cube.bruker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.LiveCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;

class BcfCubeTest {

  @TempDir Path folder;

  static void assertHolds(int[][][] counts, DataCube cube) throws IOException {
    int width = counts[0].length;
    int bins = counts[0][0].length;
    CubeHeader header = cube.header();
    assertEquals(counts.length, header.height());
    assertEquals(width, header.width());
    assertEquals(bins, header.bins());
    double[] spectrum = new double[bins];
    for (int y = 0; y < counts.length; y++) {
      for (int x = 0; x < width; x++) {
        cube.readDoubles(new Tile(y, x, 1, 1), spectrum);
        int[] expected = counts[y][x];
        double[] wide = new double[bins];
        Arrays.setAll(wide, b -> expected[b]);
        assertArrayEquals(wide, spectrum, "pixel " + y + ", " + x);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PULSES_16, 0, 40",
    "PULSES_16, 900, 40",
    "PULSES_12, 0, 40",
    "PULSES_12, 900, 40",
    "RUNS, 0, 3000",
    "RUNS, 700, 3000000",
    "RUNS_AND_PULSES, 900, 300"
  })
  void everyPackingGivesItsCounts(BcfFiles.Packing packing, int block, int most)
      throws IOException {
    Path file = folder.resolve("map.bcf");
    int[][][] counts = BcfFiles.counts(5, 7, 203, most);
    BcfFiles.write(file, counts, packing, block);
    try (DataCube cube = CubeFile.open(file)) {
      assertHolds(counts, cube);
      // CalibAbs is the energy of the middle of channel 0.
      assertEquals(-0.47, cube.header().energy().orElseThrow().centreKev(0), 1e-12);
      assertEquals(0.01, cube.header().energy().orElseThrow().widthKev(), 1e-12);
    }
  }

  @Test
  void filesOfVersion1HoldTheSameMaps() throws IOException {
    Path file = folder.resolve("map.bcf");
    int[][][] counts = BcfFiles.counts(5, 7, 203, 40);
    BcfFiles.write(file, counts, BcfFiles.Packing.PULSES_12, 0);
    // Programs before Esprit 2 wrote containers of version 2.4.
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(0x124, 2.4f);
    Files.write(file, bytes);
    try (DataCube cube = CubeFile.open(file)) {
      assertHolds(counts, cube);
    }
  }

  @Test
  void liveAndRealTimeMakeUpForDeadTime() throws IOException {
    Path file = folder.resolve("map.bcf");
    int[][][] counts = BcfFiles.counts(5, 7, 203, 40);
    BcfFiles.write(file, counts, BcfFiles.Packing.RUNS, 700);
    double[] spectrum = new double[203];
    try (DataCube cube = LiveCube.of(CubeFile.open(file))) {
      cube.readDoubles(new Tile(4, 2, 1, 1), spectrum);
      for (int b = 0; b < spectrum.length; b++) {
        assertEquals(1.25 * counts[4][2][b], spectrum[b], 1e-9);
      }
    }
  }

  @Test
  void listsOfChunksGoOnBeyondOneChunk() throws IOException {
    Path file = folder.resolve("map.bcf");
    // 504 numbers of chunks fit in a chunk of 2016 bytes; this map has more than 600 chunks.
    int[][][] counts = BcfFiles.counts(60, 40, 900, 1000);
    BcfFiles.write(file, counts, BcfFiles.Packing.RUNS, 0);
    assertTrue(Files.size(file) > 600 * 2048);
    try (DataCube cube = CubeFile.open(file)) {
      assertHolds(counts, cube);
    }
  }
}
