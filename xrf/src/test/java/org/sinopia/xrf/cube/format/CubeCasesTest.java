package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;

/** Scans as other programs and instruments write them, with the values that numpy gives. */
class CubeCasesTest {

  /** Samples 0, 1, 2, … of 4 x 6 pixels x 64 bins. */
  private static final double COUNTED = 1178880;

  @TempDir private Path folder;

  private static CubeSelection dataset(String path) {
    return new CubeSelection(
        Optional.of(path), OptionalInt.empty(), OptionalInt.empty(), false, false);
  }

  private static CubeSelection detector(int number) {
    return new CubeSelection(
        Optional.empty(), OptionalInt.of(number), OptionalInt.empty(), false, false);
  }

  @ParameterizedTest
  @CsvSource({
    "h5-energy-in-ev/ev.h5, 38901",
    "h5-energy-in-ev/kev.h5, 38901",
    "h5-missing-chunks/stopped_earliest.h5, 19237",
    "h5-missing-chunks/stopped_latest.h5, 19237",
    "h5-nested-dataset/maps.h5, 38901",
    "h5-nested-dataset/nxdata.h5, 38901",
    "h5-nested-dataset/pymca.h5, 38901",
    "h5-soft-link-and-vds/soft_link.h5, 38901",
    "h5-soft-link-and-vds/virtual_sibling.h5, 38901",
    "map-nan-row/masked_row.h5, 29083",
    "rpl-bruker-depthscale/scan.rpl, 38901",
    "uncalibrated-dead-end/attributes.h5, 38901",
    "uncalibrated-dead-end/pymca_recipe.h5, 38901"
  })
  void theAxisAndAllCountsAreFound(String name, double total) throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("cases/" + name))) {
      assertEquals(4, cube.header().height());
      assertEquals(6, cube.header().width());
      EnergyAxis axis = cube.header().energy().orElseThrow();
      assertEquals(2048, axis.bins());
      assertEquals(-0.965, axis.fromKev(), 1e-6);
      assertEquals(19.515, axis.toKev(), 1e-6);
      assertEquals(total, CaseFiles.total(cube));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "h5-nested-dataset/pyxrf.h5, 2048, 38901",
    "uncalibrated-dead-end/ganx1024.h5, 1024, 49214"
  })
  void whatHasNoAxisIsReadWithoutOne(String name, int bins, double total) throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("cases/" + name))) {
      assertTrue(cube.header().energy().isEmpty());
      assertEquals(bins, cube.header().bins());
      assertEquals(total, CaseFiles.total(cube), 0.5);
    }
  }

  @Test
  void bothDetectorsOfABcfAreSummedAndEachCanBeSelected() throws IOException {
    Path file = CaseFiles.path("cases/bcf-two-detectors/two-detectors.bcf");
    double[] both;
    try (DataCube cube = CubeFile.open(file)) {
      assertEquals(2, cube.detectors());
      assertTrue(cube.warnings().getFirst().contains("2 detectors"), cube.warnings().toString());
      both = CaseFiles.samples(cube);
      assertEquals(6149, CaseFiles.total(cube));
      assertEquals(7, both[(1 * 4 + 2) * 64 + 16]);
    }
    double[] sum = new double[both.length];
    for (int d = 0; d < 2; d++) {
      try (DataCube one = CubeFile.open(file, detector(d));
          DataCube numpy =
              CubeFile.open(CaseFiles.path("cases/bcf-two-detectors/detector" + d + ".npy"))) {
        assertArrayEquals(CaseFiles.samples(numpy), CaseFiles.samples(one));
        double[] counts = CaseFiles.samples(one);
        Arrays.setAll(sum, i -> sum[i] + counts[i]);
      }
    }
    assertArrayEquals(sum, both);
    assertThrows(CubeFormatException.class, () -> CubeFile.open(file, detector(2)));
  }

  @Test
  void aRawOfTwiceTheLengthIsReadWithAWarningAndOneOfAnotherRefused() throws IOException {
    Path rpl = folder.resolve("scan.rpl");
    Path raw = folder.resolve("scan.raw");
    Files.copy(CaseFiles.path("cases/raw-longer-than-header/scan.rpl"), rpl);
    byte[] samples = Files.readAllBytes(CaseFiles.path("cases/raw-longer-than-header/scan.raw"));
    Files.write(raw, samples);
    try (DataCube cube = CubeFile.open(rpl)) {
      assertTrue(cube.warnings().getFirst().contains("1536 bytes more"));
    }
    Files.write(raw, Arrays.copyOf(samples, samples.length - 2));
    assertTrue(
        assertThrows(CubeFormatException.class, () -> CubeFile.open(rpl))
            .getMessage()
            .contains("1534 bytes more"));
  }

  @Test
  void anEnviFileOfAnotherLengthIsReadWithAWarningIfItIsAMultipleAndElseRefused()
      throws IOException {
    CubeHeader header = Cubes.header(3, 4, 8, SampleType.U16);
    Path hdr = folder.resolve("e.hdr");
    byte[] samples = Cubes.samples(header, 5);
    Cubes.write(CubeFile.create(hdr, header), samples);
    Path data;
    try (var files = Files.list(folder)) {
      data =
          files
              .filter(file -> file.getFileName().toString().startsWith("e.") && !file.equals(hdr))
              .findFirst()
              .orElseThrow();
    }
    Files.write(data, Arrays.copyOf(samples, 2 * samples.length));
    try (DataCube cube = CubeFile.open(hdr)) {
      assertTrue(cube.warnings().getFirst().contains(samples.length + " bytes more"));
    }
    for (int length : new int[] {samples.length + 2, samples.length - 2}) {
      Files.write(data, Arrays.copyOf(samples, length));
      String message =
          assertThrows(CubeFormatException.class, () -> CubeFile.open(hdr)).getMessage();
      assertTrue(message.contains(length > samples.length ? "2 bytes more" : "need"), message);
    }
  }

  @Test
  void anArrayOfAnNpzFileIsSelectedByItsName() throws IOException {
    Path file = folder.resolve("two.npz");
    CubeHeader header = new CubeHeader(2, 3, 40, SampleType.U16);
    byte[] first = Cubes.samples(header, 1);
    byte[] second = Cubes.samples(header, 2);
    Path npy = folder.resolve("one.npy");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("a.npy", "b.npy")) {
        Cubes.write(CubeFile.create(npy, header), name.equals("a.npy") ? first : second);
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(npy, zip);
        zip.closeEntry();
      }
    }
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(file)).getMessage();
    assertTrue(message.contains("select one with --dataset"), message);
    try (DataCube cube = CubeFile.open(file, dataset("b"))) {
      assertArrayEquals(second, Cubes.read(cube));
    }
    assertThrows(CubeFormatException.class, () -> CubeFile.open(file, dataset("c")));
  }

  @Test
  void pixelsOfNoNumbersOrNeverWrittenAreMissingAndCountForNothing() throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("cases/map-nan-row/masked_row.h5"))) {
      CubeSummary summary = CubeSummary.of(cube);
      assertEquals(6, summary.missing().count());
      assertTrue(summary.missing().isMissing(3, 0));
      assertFalse(summary.missing().isMissing(2, 5));
      assertEquals(29083, summary.totalCounts());
    }
    try (DataCube cube =
        CubeFile.open(CaseFiles.path("cases/h5-missing-chunks/stopped_latest.h5"))) {
      CubeSummary summary = CubeSummary.of(cube);
      assertEquals(12, summary.missing().count());
      assertTrue(summary.missing().isMissing(2, 0));
      assertEquals(19237, summary.totalCounts());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source.h5",
        "external.h5",
        "external_root.h5",
        "virtual.h5",
        "external_storage.h5",
        "lzf.h5",
        "hyperspy.h5",
        "channels.h5",
        "cycle.h5",
        "latest.h5"
      })
  void everyLayoutAndLinkLeadsToTheSameSamples(String name) throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/" + name))) {
      assertEquals(4, cube.header().height());
      assertEquals(64, cube.header().bins());
      double[] samples = CaseFiles.samples(cube);
      for (int i = 0; i < samples.length; i++) {
        assertEquals(i, samples[i]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "escape.h5",
        "escape_absolute.h5",
        "dangling.h5",
        "virtual_escape.h5",
        "virtual_dangling.h5",
        "external_storage_escape.h5"
      })
  void nothingOutsideTheFolderIsRead(String name) {
    Path file = CaseFiles.path("hdf5/sub/" + name);
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(file)).getMessage();
    assertTrue(message.contains(name) && message.contains("/img: leads to"), message);
  }

  @Test
  void severalCandidatesAreListedWithTheirShapesAndOneIsSelected() throws IOException {
    Path file = CaseFiles.path("hdf5/two.h5");
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(file)).getMessage();
    assertTrue(message.contains("--dataset: /a (4, 6, 64), /g/b (4, 6, 64)"), message);
    try (DataCube cube = CubeFile.open(file, dataset("g/b"))) {
      assertEquals(COUNTED, CaseFiles.total(cube));
    }
    assertThrows(CubeFormatException.class, () -> CubeFile.open(file, dataset("/nothere")));
  }

  @ParameterizedTest
  @CsvSource({"detectors_third.h5, 2, 3, 2", "detectors_first.h5, 3, 3, 1", "pyxrf.h5, 2, 3, 2"})
  void detectorsAreSummedOrSelected(String name, int detectors, int all, int second)
      throws IOException {
    Path file = CaseFiles.path("hdf5/" + name);
    try (DataCube cube = CubeFile.open(file);
        DataCube one = CubeFile.open(file, detector(1))) {
      assertEquals(detectors, cube.detectors());
      assertEquals(detectors > 1, !cube.warnings().isEmpty());
      assertEquals(all * COUNTED, CaseFiles.total(cube));
      assertEquals(second * COUNTED, CaseFiles.total(one));
    }
  }

  @Test
  void fillValuesAreHonouredAndTheirPixelsMissing() throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/fill.h5"))) {
      double[] samples = CaseFiles.samples(cube);
      assertEquals(12 * 64 - 1, samples[12 * 64 - 1]);
      assertEquals(7, samples[12 * 64]);
      assertEquals(12, CubeSummary.of(cube).missing().count());
    }
  }

  @Test
  void energiesAreReadInTheirUnitsAndChannelNumbersAreNone() throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/hyperspy.h5"))) {
      assertEquals(0.05, cube.header().energy().orElseThrow().centreKev(0), 1e-9);
      assertEquals(0.1, cube.header().energy().orElseThrow().widthKev(), 1e-9);
    }
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/latest.h5"))) {
      // No units, and a last energy that can only be in eV.
      assertEquals(6.4, cube.header().energy().orElseThrow().toKev(), 1e-6);
      assertTrue(cube.warnings().getFirst().contains("eV"));
    }
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/channels.h5"))) {
      assertTrue(cube.header().energy().isEmpty());
      assertTrue(cube.warnings().getFirst().contains("channel numbers"));
    }
  }

  @Test
  void aQuadraticCalibrationMovesCountsToEvenBins() throws IOException {
    try (DataCube cube = CubeFile.open(CaseFiles.path("hdf5/maps_quadratic.h5"))) {
      EnergyAxis axis = cube.header().energy().orElseThrow();
      assertEquals(0.05 - 0.05 + 1e-4 / 4, axis.fromKev(), 1e-9);
      assertEquals(0.05 + 6.35 + 1e-4 * 63.5 * 63.5, axis.toKev(), 1e-9);
      assertEquals(COUNTED, CaseFiles.total(cube), 1);
    }
  }
}
