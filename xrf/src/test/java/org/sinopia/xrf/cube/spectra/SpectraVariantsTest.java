package org.sinopia.xrf.cube.spectra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.spectrum.SpectrumFile;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

/** Spectra whose energies are in eV or are none, of several kinds, with negative counts. */
class SpectraVariantsTest {

  private static final int CHANNELS = 300;

  @TempDir private Path folder;

  private static String counts(String between) {
    return IntStream.range(0, CHANNELS)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(between));
  }

  /** A spectrum whose channel i is at zero + gain·i, without a unit. */
  private Path spectrum(String kind, double zero, double gain) throws IOException {
    String text =
        switch (kind) {
          case "mca" -> "#@CALIB %s %s 0\n@A %s\n".formatted(zero, gain, counts(" "));
          case "pmca.mca" ->
              "<<CALIBRATION>>\nLABEL - Channel\n0 %s\n100 %s\n<<DATA>>\n%s\n<<END>>\n"
                  .formatted(zero, zero + 100 * gain, counts("\n"));
          case "spe" ->
              "$DATA:\n0 %d\n%s\n$MCA_CAL:\n2\n%s %s\n"
                  .formatted(CHANNELS - 1, counts("\n"), zero, gain);
          case "spx" ->
              "<a><CalibAbs>%s</CalibAbs><CalibLin>%s</CalibLin><Channels>%s</Channels></a>"
                  .formatted(zero, gain, counts(","));
          default ->
              IntStream.range(0, CHANNELS)
                  .mapToObj(i -> (zero + gain * i) + " " + i + "\n")
                  .collect(Collectors.joining());
        };
    return Files.writeString(folder.resolve("one." + kind), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mca", "pmca.mca", "spe", "spx", "txt"})
  void energiesThatCanOnlyBeElectronvoltsAreReadAsSuchWithAWarning(String kind) throws IOException {
    Path file = spectrum(kind, 50, 100);
    try (DataCube cube = CubeFile.open(file)) {
      assertEquals(0.05, cube.header().energy().orElseThrow().centreKev(0), 1e-9);
      assertEquals(0.1, cube.header().energy().orElseThrow().widthKev(), 1e-9);
      assertTrue(cube.warnings().getFirst().contains("can only be eV"), cube.warnings().toString());
    }
    String message =
        assertThrows(SpectrumFormatException.class, () -> SpectrumFile.read(file)).getMessage();
    assertTrue(message.contains("energies reach 29950.0, expected keV"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mca", "pmca.mca", "spe", "spx", "txt"})
  void aCalibrationThatCountsChannelsIsNone(String kind) throws IOException {
    try (DataCube cube = CubeFile.open(spectrum(kind, 0, 1))) {
      assertTrue(cube.header().energy().isEmpty());
      assertTrue(cube.warnings().getFirst().contains("channel"), cube.warnings().toString());
    }
  }

  @Test
  void aUnitAfterTheCoefficientsOfSpeIsTaken() throws IOException {
    Path file = spectrum("spe", 50, 10);
    Files.writeString(file, Files.readString(file).stripTrailing() + " eV\n");
    try (DataCube cube = CubeFile.open(file)) {
      assertEquals(0.01, cube.header().energy().orElseThrow().widthKev(), 1e-9);
      assertTrue(cube.warnings().isEmpty());
    }
  }

  @Test
  void spectraOfSeveralKindsAreNotMixed() throws IOException {
    spectrum("mca", 0.5, 0.01);
    spectrum("txt", 0.5, 0.01);
    CubeSelection columns =
        new CubeSelection(Optional.empty(), OptionalInt.empty(), OptionalInt.of(2), false, false);
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(folder, columns)).getMessage();
    assertTrue(message.contains("1 .mca and 1 .txt"), message);
    try (DataCube cube = CubeFile.open(folder.resolve("*.mca"), columns)) {
      assertEquals(2, cube.header().width());
    }
  }

  @Test
  void aFileOfSeveralSpectraIsRefused() throws IOException {
    Path file =
        Files.writeString(folder.resolve("many.mca"), "#@CALIB 0 0.01 0\n@A 1 2 3\n@A 4 5 6\n");
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(file)).getMessage();
    assertTrue(message.contains("2 spectra (@A), expected one to a file"), message);
  }

  @Test
  void negativeCountsAreDataOfAScanButNotOfAPalette() throws IOException {
    Path file = Files.writeString(folder.resolve("net.txt"), "0.5 3\n0.6 -2\n0.7 1\n");
    try (DataCube cube = CubeFile.open(file)) {
      double[] counts = new double[3];
      cube.readDoubles(new Tile(0, 0, 1, 1), counts);
      assertEquals(-2, counts[1]);
      assertFalse(cube.header().energy().isEmpty());
    }
    String message =
        assertThrows(SpectrumFormatException.class, () -> SpectrumFile.read(file)).getMessage();
    assertTrue(message.contains("channel 1 holds -2.0 counts, expected 0 or more"), message);
  }
}
