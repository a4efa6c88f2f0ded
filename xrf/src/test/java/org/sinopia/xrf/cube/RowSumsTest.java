package org.sinopia.xrf.cube;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.cube.geometry.CroppedCube;

final class RowSumsTest {
  private static final int HEIGHT = 53;
  private static final int WIDTH = 40;
  private static final int BINS = 16;

  private static Path fractions(Path folder) throws IOException {
    Path file = folder.resolve("cube.h5");
    CubeHeader header =
        new CubeHeader(HEIGHT, WIDTH, BINS, SampleType.F32, Optional.empty(), Map.of());
    try (Arena arena = Arena.ofConfined();
        CubeWriter writer = CubeFile.create(file, header)) {
      MemorySegment counts = arena.allocate(header.bytes(writer.grid().cell(0)), 64);
      for (Tile tile : writer.grid()) {
        RandomStream random = new RandomStream(7, tile.row(), tile.column());
        for (long i = 0; i < tile.pixels() * BINS; i++) {
          boolean missing = i / BINS % 11 == 3;
          counts.setAtIndex(
              ValueLayout.JAVA_FLOAT, i, missing ? Float.NaN : 1f / (1 + random.below(1000)));
        }
        writer.write(tile, counts);
      }
      writer.finish();
    }
    return file;
  }

  @Test
  void bandsAddUpToTheWholeBitForBit(@TempDir Path folder) throws IOException {
    try (DataCube cube = CubeFile.open(fractions(folder))) {
      CubeSummary whole = CubeSummary.of(cube);
      int unit = CubeStream.bandRows(cube);
      for (int rows = unit; rows < HEIGHT; rows += unit) {
        List<RowSums> sums = new ArrayList<>();
        for (int row = 0; row < HEIGHT; ) {
          int end = row + 2 * rows > HEIGHT ? HEIGHT : row + rows;
          sums.addAll(
              CubeSummary.rowSums(CroppedCube.of(cube, new Tile(row, 0, end - row, WIDTH))));
          row = end;
        }
        RowSums total = RowSums.total(sums);
        assertArrayEquals(whole.sumSpectrum(), total.counts());
        assertEquals(HEIGHT * WIDTH - whole.missing().count(), total.known());
      }
    }
  }
}
