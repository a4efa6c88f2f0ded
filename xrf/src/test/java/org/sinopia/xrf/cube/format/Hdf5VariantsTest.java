package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.LiveCube;

/** HDF5 files whose peculiarities are few programs' own; of 4 x 6 pixels x 64 bins. */
class Hdf5VariantsTest {

  private static final double COUNTED = 1178880;

  @TempDir private Path folder;

  @Test
  void chunksWithChecksumsAreReadAndChecked() throws IOException {
    Path file = CaseFiles.path("hdf5/checksum.h5");
    try (DataCube cube = CubeFile.open(file)) {
      assertEquals(COUNTED, CaseFiles.total(cube));
    }
    byte[] bytes = Files.readAllBytes(file);
    // The counts 769 to 772, as they lie in the first row of a chunk.
    int at = -1;
    for (int i = 0; i + 4 <= bytes.length && at < 0; i++) {
      at = bytes[i] == 1 && bytes[i + 1] == 3 && bytes[i + 2] == 2 && bytes[i + 3] == 3 ? i : -1;
    }
    bytes[at] ^= 4;
    Path damaged = Files.write(folder.resolve("damaged.h5"), bytes);
    try (DataCube cube = CubeFile.open(damaged)) {
      String message = assertThrows(IOException.class, () -> CaseFiles.samples(cube)).getMessage();
      assertTrue(message.startsWith(damaged + ": /img"), message);
    }
  }

  @Test
  void chunksThatAFilterWasLeftOutOfAreReadWithTheirChecksums() throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/checksum_lzf.h5"))) {
      assertEquals(50933650, CaseFiles.total(cube));
    }
  }

  @Test
  void arraysOfMatlabAreTurnedBack() throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/matlab.h5"))) {
      assertEquals(4, cube.header().height());
      assertEquals(6, cube.header().width());
      assertEquals(0, cube.header().energy().orElseThrow().fromKev(), 1e-9);
      double[] counts = CaseFiles.samples(cube);
      for (int i = 0; i < counts.length; i++) {
        assertEquals(i, counts[i]);
      }
    }
  }

  @Test
  void energiesAreFoundBesideEachPathOfADataset() throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/hard_link.h5"))) {
      assertEquals(COUNTED, CaseFiles.total(cube));
      assertEquals(6.4, cube.header().energy().orElseThrow().toKev(), 1e-9);
    }
  }

  @Test
  void timesOfEachPixelAreTakenOnlyInTheShapeOfTheScan() throws IOException {
    try (DataCube cube = LiveCube.of(CubeFile.open(CaseFiles.path("hdf5/times.h5")))) {
      assertEquals(1.25 * COUNTED, CaseFiles.total(cube), 1e-6 * COUNTED);
    }
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/times_turned.h5"))) {
      assertThrows(IllegalArgumentException.class, () -> LiveCube.of(cube));
    }
  }

  @Test
  void aDetectorThatPyxrfDidNotStoreIsRefused() {
    CubeSelection tenth =
        new CubeSelection(Optional.empty(), OptionalInt.of(9), OptionalInt.empty(), false, false);
    String message =
        assertThrows(
                CubeFormatException.class,
                () -> CubeFile.open(CaseFiles.path("hdf5/pyxrf.h5"), tenth))
            .getMessage();
    assertTrue(message.contains("detector: 9, expected 0 to "), message);
  }

  @Test
  void aLinkThatLeavesTheFolderIsNamedAndNothingElse() {
    Path file = CaseFiles.path("hdf5/sub/escape.h5");
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(file)).getMessage();
    assertEquals(file + ": HDF5: /img: leads to ../source.h5, outside the file's folder", message);
  }
}
