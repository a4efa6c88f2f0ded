package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.cube.Calibration;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;

/**
 * Energies that others replace stay unread: bad ones are no hindrance, uneven ones move nothing.
 */
class ReplacedEnergyTest {

  private static final CubeSelection REPLACED =
      new CubeSelection(Optional.empty(), OptionalInt.empty(), OptionalInt.of(1), false, true);
  private static final CubeSelection AS_IS =
      new CubeSelection(Optional.empty(), OptionalInt.empty(), OptionalInt.of(1), false, false);

  @TempDir private Path folder;

  /** A file of 2 x 1 pixels with 4 channels of 1, 2, … counts and energies that fall. */
  private Path bad(String kind) throws IOException {
    Path file = folder.resolve("scan." + kind);
    CubeHeader header = new CubeHeader(2, 1, 4, SampleType.U8);
    byte[] counts = {1, 2, 3, 4, 5, 6, 7, 8};
    switch (kind) {
      case "rpl", "hdr" -> {
        Cubes.write(CubeFile.create(file, header), counts);
        String more =
            kind.equals("rpl")
                ? "depth-origin\t1\ndepth-scale\t-0.1\ndepth-units\tkeV\n"
                : "wavelength units = keV\nwavelength = {4, 3, 2, 1}\n";
        Files.writeString(file, Files.readString(file) + more);
      }
      case "npz" -> {
        Path cube = folder.resolve("img.npy");
        Cubes.write(CubeFile.create(cube, header), counts);
        String head = "\u0093NUMPY\1\0F\0{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }";
        byte[] list =
            (head + " ".repeat(79 - head.length()) + "\n\4\3\2\1")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
          for (Map.Entry<String, byte[]> entry :
              Map.of("img.npy", Files.readAllBytes(cube), "energy.npy", list).entrySet()) {
            zip.putNextEntry(new ZipEntry(entry.getKey()));
            zip.write(entry.getValue());
            zip.closeEntry();
          }
        }
      }
      case "edf" -> {
        StringBuilder stack = new StringBuilder();
        for (String row : new String[] {"\1\2\3\4", "\5\6\7\10"}) {
          String head =
              "{\nDataType = UnsignedByte ;\nDim_1 = 4 ;\nDim_2 = 1 ;\nMCA a = 1 ;\nMCA b = -0.1 ;\n";
          stack.append(head).append(" ".repeat(510 - head.length())).append("}\n").append(row);
        }
        Files.writeString(file, stack);
      }
      default -> {
        Path spectra = Files.createDirectory(folder.resolve("spectra"));
        Files.writeString(spectra.resolve("a.mca"), "#@CALIB 1 -0.1 0\n@A 1 2 3 4\n");
        Files.writeString(spectra.resolve("b.mca"), "#@CALIB 1 -0.1 0\n@A 5 6 7 8\n");
        return spectra;
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rpl", "hdr", "npz", "edf", "spectra"})
  void badEnergiesAreRefusedUnlessOthersReplaceThem(String kind) throws IOException {
    Path file = bad(kind);
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(file, AS_IS)).getMessage();
    assertTrue(
        message.contains("rise") || message.contains("rising") || message.contains("gain"),
        message);
    try (DataCube cube = CubeFile.open(file, REPLACED)) {
      assertTrue(cube.header().energy().isEmpty());
      assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, CaseFiles.samples(cube));
    }
  }

  @Test
  void badEnergiesOfHdf5AreRefusedUnlessOthersReplaceThem() throws IOException {
    Path file = CaseFiles.path("hdf5/bad_energy.h5");
    assertThrows(CubeFormatException.class, () -> CubeFile.open(file));
    try (DataCube cube = CubeFile.open(file, REPLACED)) {
      assertEquals(1178880, CaseFiles.total(cube));
    }
  }

  @Test
  void channelsOfAnUnevenAxisAreThoseOfTheFileWhereAnotherReplacesIt() throws IOException {
    Path file = CaseFiles.path("hdf5/uneven_energy.h5");
    try (DataCube moved = CubeFile.open(file);
        DataCube calibrated = new Calibration(0, 0.1, 0).applyTo(CubeFile.open(file, REPLACED))) {
      assertTrue(moved.warnings().getFirst().contains("uneven"));
      double[] counts = CaseFiles.samples(calibrated);
      for (int i = 0; i < counts.length; i++) {
        assertEquals(i, counts[i]);
      }
    }
  }

  @Test
  void anAxisThatEndsBelowAllLinesIsRefused() throws IOException {
    String message =
        assertThrows(
                CubeFormatException.class,
                () -> CubeFile.open(CaseFiles.path("hdf5/small_energy.h5")))
            .getMessage();
    assertTrue(message.contains("/energy: ends at 0.00635"), message);
    assertThrows(IllegalArgumentException.class, () -> new Calibration(0, 1e-5, 0).check(512));
  }

  @Test
  void nothingElseChangesWithTheSelection() throws IOException {
    Path copy = folder.resolve("pair.h5");
    Files.copy(
        CaseFiles.path("hdf5/detectors_third.h5"), copy, StandardCopyOption.REPLACE_EXISTING);
    try (DataCube cube = CubeFile.open(copy, REPLACED)) {
      assertEquals(3 * 1178880, CaseFiles.total(cube));
      assertEquals(2, cube.detectors());
    }
  }
}
