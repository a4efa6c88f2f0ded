package org.sinopia.xrf.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.format.CaseFiles;
import org.sinopia.xrf.pigment.MeasuredPalette;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;

class SpectrumFileTest {

  private static final EnergyAxis FOUR = new EnergyAxis(4, 0.5, 4.5);

  private static final String EMSA =
      """
      #FORMAT      : EMSA/MAS Spectral Data File
      #VERSION     : 1.0
      #NPOINTS     : 4.
      #NCOLUMNS    : 2.
      #XUNITS      : eV
      #DATATYPE    : Y
      #XPERCHAN    : 1000.
      #OFFSET      : 1000.
      #BEAMKV   -kV: 40.0
      #SPECTRUM    : data
      1.0, 2.0,
      3.0, 4.0
      #ENDOFDATA   :
      """;
  private static final String EMSA_PAIRS =
      """
      #NPOINTS : 4
      #XUNITS : keV
      #DATATYPE : XY
      #SPECTRUM : data
      1.0, 1
      2.0, 2
      3.0, 3
      4.0, 4
      #ENDOFDATA :
      """;
  private static final String AMPTEK =
      """
      <<PMCA SPECTRUM>>
      TAG - live
      <<CALIBRATION>>
      LABEL - Channel
      0 1.0
      3 4.0
      <<ROI>>
      1 2
      <<DATA>>
      1
      2
      3
      4
      <<END>>
      """;
  private static final String SPE =
      """
      $SPEC_ID:
      fresco
      $DATA:
      0 3
      1. 2. 3.
      4.
      $MCA_CAL:
      3
      1.0 1.0 0.0 keV
      """;
  private static final String COLUMNS = "Energy,Counts\n# remark\n1,1\n2,2\n3,3\n4,4\n";
  private static final String DECIMAL_COMMAS = "Energie;Ereignisse\n1,0;1\n2,0;2\n3,0;3\n4,0;4\n";

  private static final Map<String, List<String>> TEXTS =
      Map.of(
          "a.msa", List.of(EMSA, EMSA_PAIRS),
          "a.mca", List.of(AMPTEK),
          "a.spe", List.of(SPE),
          "a.csv", List.of(COLUMNS, DECIMAL_COMMAS, COLUMNS.replace(',', '\t')));

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void everyTextFormatGivesTheSameSpectrum() throws IOException {
    for (Map.Entry<String, List<String>> format : TEXTS.entrySet()) {
      for (String text : format.getValue()) {
        Spectrum spectrum = SpectrumFile.read(file(format.getKey(), text)).on(FOUR);
        for (int i = 0; i < 4; i++) {
          assertEquals((i + 1) / 10.0, spectrum.probability(i), 1e-12, text);
        }
      }
    }
  }

  /**
   * Whatever is cut off or overwritten, the answer is a spectrum or one line that names the file.
   */
  @Test
  void damagedFilesAreOneClearLine() throws IOException {
    Random random = new Random(11);
    for (Map.Entry<String, List<String>> format : TEXTS.entrySet()) {
      for (String text : format.getValue()) {
        for (int i = 0; i < 200; i++) {
          StringBuilder damaged = new StringBuilder(text);
          if (i % 2 == 0) {
            damaged.setLength(random.nextInt(text.length()));
          } else {
            damaged.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
          }
          Path path = file(format.getKey(), damaged.toString());
          try {
            assertTrue(SpectrumFile.read(path).channels() >= 2);
          } catch (IOException e) {
            assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,1\n1,2\n",
        "1,1\n2,-2\n",
        "1,1\n2,NaN\n",
        "1,1\n",
        "1,1\n2,2,2\n",
        "1,1\nx,2\n",
        "1000,1\n2000,2\n"
      })
  void badColumnsAreNamed(String text) throws IOException {
    Path path = file("bad.csv", text);
    IOException error = assertThrows(IOException.class, () -> SpectrumFile.read(path));
    assertTrue(error.getMessage().startsWith(path.toString()), error.getMessage());
  }

  @Test
  void hugeClaimsAreRefusedBeforeAllocation() throws IOException {
    Path spe = file("huge.spe", "$DATA:\n0 99999999999\n1\n$ENER_FIT:\n0 1\n");
    assertThrows(IOException.class, () -> SpectrumFile.read(spe));
    Path kind = file("a.xyz", "1");
    assertTrue(
        assertThrows(IOException.class, () -> SpectrumFile.read(kind))
            .getMessage()
            .contains("unknown kind"));
    assertThrows(IOException.class, () -> SpectrumFile.read(folder.resolve("none.csv")));
  }

  private Path ganx(String name, Object x, Object y) {
    Path path = folder.resolve(name);
    try (WritableHdfFile file = HdfFile.write(path)) {
      file.putDataset("x", x);
      file.putDataset("y", y);
    }
    return path;
  }

  @Test
  void ganxListingsGivePalettes() throws IOException {
    ganx("one.h5", new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4});
    ganx("two.h5", new float[] {1, 2, 3, 4}, new int[] {4, 3, 2, 1});
    Path listing =
        file(
            "pigments.json",
            """
            {"cinnabar": {"xrf": "one.h5", "RGB": [212, 55, 42]},
             "smalt": {"xrf": "two.h5", "RGB": [90, 118, 180]}}
            """);
    Palette palette = new MeasuredPalette(listing).palette(FOUR);
    assertEquals(
        List.of("cinnabar", "smalt"), palette.pigments().stream().map(Pigment::name).toList());
    assertEquals(Srgb.of8Bit(90, 118, 180), palette.pigment("smalt").colour());
    assertEquals(0.4, palette.pigment("cinnabar").spectrum().probability(3), 1e-12);
    assertEquals(0.4, palette.pigment("smalt").spectrum().probability(0), 1e-12);
  }

  @Test
  void brokenHdf5IsOneClearLine() throws IOException {
    byte[] whole =
        Files.readAllBytes(ganx("whole.h5", new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4}));
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = whole.clone();
      if (i % 2 == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(whole.length));
      } else {
        for (int k = 0; k < 4; k++) {
          damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
        }
      }
      Path path = Files.write(folder.resolve("damaged.h5"), damaged);
      try {
        assertTrue(SpectrumFile.read(path).channels() >= 2);
      } catch (IOException e) {
        assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
    Path square = ganx("square.h5", new double[2][2], new double[2][2]);
    assertThrows(IOException.class, () -> SpectrumFile.read(square));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"a\": 1}",
        "{\"a\": {\"xrf\": \"a.csv\", \"RGB\": [0, 0]}}",
        "{\"a\": {\"xrf\": \"a.csv\", \"RGB\": [0, 0, 256]}}",
        "{\"a\": {\"RGB\": [0, 0, 0]}}",
        "{\"a\": {\"xrf\": \"none.csv\", \"RGB\": [0, 0, 0]}}",
        "{\"a\": {\"xrf\": \"far.csv\", \"RGB\": [0, 0, 0]}}"
      })
  void badListingsAreNamed(String text) throws IOException {
    file("a.csv", COLUMNS);
    file("far.csv", "100,1\n101,1\n");
    MeasuredPalette palette = new MeasuredPalette(file("pigments.json", text));
    IOException error = assertThrows(IOException.class, () -> palette.palette(FOUR));
    assertTrue(error.getMessage().startsWith(folder.toString()), error.getMessage());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
  }

  @Test
  void countsAreReadWhereTheFileTellsNoEnergies() throws IOException {
    Map<String, String> uncalibrated =
        Map.of(
            "a.mca", AMPTEK.replace("<<CALIBRATION>>\nLABEL - Channel\n0 1.0\n3 4.0\n", ""),
            "b.mca", AMPTEK.replace("3 4.0\n", ""),
            "c.mca", "#@CHANN 4 0 3 1\n@A 1 2\\\n 3 4\n",
            "a.msa", EMSA.replace(": eV", ": channel"),
            "b.msa", EMSA_PAIRS.replace(": keV", ": channel"),
            "a.spe", SPE.substring(0, SPE.indexOf("$MCA_CAL")),
            "a.spx", "<a><Channels>1,2,3,4</Channels></a>",
            "a.csv", "channel,counts\n1,1\n2,2\n3,3\n4,4\n",
            "a.txt", "1\n2\n3\n4\n");
    for (Map.Entry<String, String> one : uncalibrated.entrySet()) {
      Path file = file(one.getKey(), one.getValue());
      MeasuredSpectrum spectrum = SpectrumFile.readCounts(file);
      assertFalse(spectrum.isCalibrated(), one.getKey());
      assertEquals(4, spectrum.channels(), one.getKey());
      assertEquals(3, spectrum.counts(2), one.getKey());
      String message =
          assertThrows(SpectrumFormatException.class, () -> SpectrumFile.read(file)).getMessage();
      assertTrue(message.startsWith(file + ": "), message);
      assertTrue(message.contains("expected"), message);
    }
  }

  @Test
  void channelNumbersAreNoEnergies() throws IOException {
    for (Path file :
        new Path[] {
          CaseFiles.path("cases/csv-channels-as-kev/iron.csv"),
          file("b.csv", "0,1\n1,2\n2,3\n3,4\n"),
          file("c.csv", "Channel;Counts\n0.5;1\n0.6;2\n0.7;2\n")
        }) {
      String message =
          assertThrows(SpectrumFormatException.class, () -> SpectrumFile.read(file)).getMessage();
      assertTrue(message.contains("channel numbers"), message);
    }
    MeasuredSpectrum ev = SpectrumFile.read(file("d.csv", "Energy (eV),Counts\n1000,1\n1100,2\n"));
    assertEquals(1.1, ev.energyKev(1), 1e-12);
  }

  @Test
  void unitsOfEmsaAreFreeText() throws IOException {
    MeasuredSpectrum iron = SpectrumFile.read(CaseFiles.path("cases/msa-xunits-long/iron.msa"));
    assertEquals(2048, iron.channels());
    assertEquals(-0.96, iron.energyKev(0), 1e-12);
    assertEquals(-0.95, iron.energyKev(1), 1e-12);
  }
}
