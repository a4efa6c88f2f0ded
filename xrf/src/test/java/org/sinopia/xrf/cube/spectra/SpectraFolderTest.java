package org.sinopia.xrf.cube.spectra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.LiveCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;

class SpectraFolderTest {

  @TempDir private Path folder;

  private static CubeSelection columns(int count, boolean serpentine) {
    return new CubeSelection(
        Optional.empty(), OptionalInt.empty(), OptionalInt.of(count), serpentine, false);
  }

  /** Spectra of 4 channels, of which the first holds the pixel's number, in each format. */
  private void spectra(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.writeString(
          folder.resolve("p" + i + ".mca"),
          """
          #F map
          #@MCA %%16C
          #@CHANN 4 0 3 1
          #@CALIB 0.5 0.01 0
          @A %d 1 \\
           2 3
          """
              .formatted(i));
    }
  }

  private static double first(DataCube cube, int row, int column) throws IOException {
    double[] counts = new double[cube.header().bins()];
    cube.readDoubles(new Tile(row, column, 1, 1), counts);
    return counts[0];
  }

  @Test
  void spectraAreInTheScannersOrder() throws IOException {
    spectra(11);
    try (DataCube cube = CubeFile.open(folder, columns(3, false));
        DataCube turned = CubeFile.open(folder.resolve("p*.mca"), columns(3, true))) {
      assertEquals(4, cube.header().height());
      assertEquals(0.5, cube.header().energy().orElseThrow().centreKev(0), 1e-9);
      assertEquals(10, first(cube, 3, 1));
      assertEquals(5, first(cube, 1, 2));
      assertEquals(3, first(turned, 1, 2));
      assertEquals(10, first(turned, 3, 1));
      assertTrue(cube.warnings().getFirst().contains("11 spectra, 1 less than 4 rows of 3"));
      MissingPixels missing = MissingPixels.of(cube);
      assertEquals(1, missing.count());
      assertTrue(missing.isMissing(3, 2));
      assertTrue(MissingPixels.of(turned).isMissing(3, 0));
    }
  }

  @Test
  void theNumberOfColumnsIsAskedFor() throws IOException {
    spectra(4);
    String message =
        assertThrows(CubeFormatException.class, () -> CubeFile.open(folder)).getMessage();
    assertTrue(message.contains("4 spectra, expected the pixels of a row as --columns N"), message);
  }

  @Test
  void spectraOfOtherEnergiesAreMoved() throws IOException {
    String text =
        """
        #FORMAT : EMSA/MAS Spectral Data File
        #NPOINTS : 3
        #XUNITS : Energy (eV)
        #DATATYPE : Y
        #XPERCHAN : 10
        #OFFSET : %d
        #SPECTRUM :
        8
        4
        2
        #ENDOFDATA :
        """;
    Files.writeString(folder.resolve("a.txt"), text.formatted(500));
    Files.writeString(folder.resolve("b.txt"), text.formatted(505));
    try (DataCube cube = CubeFile.open(folder, columns(2, false))) {
      assertEquals(8, first(cube, 0, 0));
      assertEquals(4, first(cube, 0, 1), 1e-6);
    }
  }

  @Test
  void brukersSpectraAreReadAndEntitiesRefused() throws IOException {
    String xml =
        "<?xml version=\"1.0\" encoding=\"WINDOWS-1252\"?>%s<TRTSpectrum><CalibAbs>-9.5E-1</CalibAbs>"
            + "<CalibLin>1E-2</CalibLin><Channels>5,6,%s</Channels></TRTSpectrum>";
    Path file = folder.resolve("a.spx");
    Files.writeString(file, xml.formatted("", "7"));
    try (DataCube cube = CubeFile.open(folder, columns(1, false))) {
      assertEquals(-0.95, cube.header().energy().orElseThrow().centreKev(0), 1e-9);
      assertEquals(5, first(cube, 0, 0));
    }
    Files.writeString(
        file, xml.formatted("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>", "&b;"));
    String message =
        assertThrows(IOException.class, () -> CubeFile.open(folder, columns(1, false)))
            .getMessage();
    assertTrue(message.contains("entities"), message);
    assertFalse(message.contains("\n"));
  }

  private static void picture(ByteArrayOutputStream out, String byteOrder, int first) {
    String header =
        "{\nHeaderID = EH:000001:000000:000000 ;\nByteOrder = %s ;\nDataType = UnsignedShort ;\n"
                .formatted(byteOrder)
            + "Dim_1 = 3 ;\nDim_2 = 2 ;\nMCA a = 0.1 ;\nMCA b = 0.02 ;\nMCA c = 0 ;\n";
    out.writeBytes(
        (header + " ".repeat(510 - header.length()) + "}\n").getBytes(StandardCharsets.US_ASCII));
    ByteBuffer samples =
        ByteBuffer.allocate(12)
            .order(byteOrder.startsWith("High") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      samples.putShort((short) (first + i));
    }
    out.writeBytes(samples.array());
  }

  @Test
  void aStackOfEdfPicturesIsACubeOfTheirRows() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    picture(both, "HighByteFirst", 1);
    picture(both, "HighByteFirst", 7);
    Path single = folder.resolve("stack.edf");
    Files.write(single, both.toByteArray());
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i < 2; i++) {
      ByteArrayOutputStream one = new ByteArrayOutputStream();
      picture(one, "LowByteFirst", 1 + 6 * i);
      Files.write(many.resolve("map_" + (9 + i) + ".edf"), one.toByteArray());
    }
    for (Path path : new Path[] {single, many, many.resolve("map*.edf")}) {
      try (DataCube cube = CubeFile.open(path)) {
        assertEquals(2, cube.header().height());
        assertEquals(2, cube.header().width());
        assertEquals(0.1, cube.header().energy().orElseThrow().centreKev(0), 1e-9);
        double[] counts = new double[12];
        cube.readDoubles(new Tile(0, 0, 2, 2), counts);
        for (int i = 0; i < 12; i++) {
          assertEquals(1 + i, counts[i]);
        }
      }
    }
    Files.write(single, Arrays.copyOf(both.toByteArray(), both.size() - 1));
    assertThrows(CubeFormatException.class, () -> CubeFile.open(single));
  }

  private static final String EMSA =
      """
      #FORMAT      : EMSA/MAS Spectral Data File
      #NPOINTS     : 4.
      #XUNITS      : keV
      #DATATYPE    : Y
      #XPERCHAN    : 0.01
      #OFFSET      : 0.5
      #LIVETIME    : 8.0
      #REALTIME    : 10.0
      #SPECTRUM    :
      40, 1, 2, 3
      #ENDOFDATA   :
      """;

  private static final String AMPTEK =
      """
      <<PMCA SPECTRUM>>
      LIVE_TIME - 8.0
      REAL_TIME - 10.0
      <<CALIBRATION>>
      LABEL - Channel
      0 0.5
      3 0.53
      <<DATA>>
      40
      1
      2
      3
      <<END>>
      """;

  private static final String SPE =
      """
      $SPEC_ID:
      none
      $MEAS_TIM:
      8.0 10.0
      $DATA:
      0 3
      40
      1
      2
      3
      $MCA_CAL:
      2
      0.5 0.01
      """;

  private static final String SPEC =
      """
      #@CHANN 4 0 3 1
      #@CALIB 0.5 0.01 0
      #@CTIME 10 8.0 10.0
      @A 40 1 2 3
      """;

  private static final String BRUKER =
      """
      <?xml version="1.0"?><TRTSpectrum><RealTime>10000</RealTime><LifeTime>8000</LifeTime>
      <CalibAbs>5E-1</CalibAbs><CalibLin>1E-2</CalibLin><Channels>40,1,2,3</Channels></TRTSpectrum>
      """;

  private static final String COLUMNS =
      """
      energy (keV), counts
      0.50, 40
      0.51, 1
      0.52, 2
      0.53, 3
      """;

  private Path single(String kind) throws IOException {
    return switch (kind) {
      case "msa" -> Files.writeString(folder.resolve("one.msa"), EMSA);
      case "mca" -> Files.writeString(folder.resolve("one.mca"), AMPTEK);
      case "spec" -> Files.writeString(folder.resolve("spec.mca"), SPEC);
      case "spe" -> Files.writeString(folder.resolve("one.spe"), SPE);
      case "spx" -> Files.writeString(folder.resolve("one.spx"), BRUKER);
      default -> Files.writeString(folder.resolve("one.txt"), COLUMNS);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"msa", "mca", "spec", "spe", "spx", "txt"})
  void aSingleSpectrumIsAScanOfOnePixel(String kind) throws IOException {
    try (DataCube cube = CubeFile.open(single(kind))) {
      assertEquals(1, cube.header().height());
      assertEquals(1, cube.header().width());
      assertEquals(0.5, cube.header().energy().orElseThrow().centreKev(0), 1e-9);
      assertEquals(40, first(cube, 0, 0));
      assertTrue(cube.warnings().isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"msa", "mca", "spec", "spe", "spx"})
  void countsMakeUpForDeadTimeWhereAFileHasLiveAndRealTime(String kind) throws IOException {
    try (DataCube cube = LiveCube.of(CubeFile.open(single(kind)))) {
      assertEquals(50, first(cube, 0, 0), 1e-9);
      assertThrows(IllegalArgumentException.class, () -> LiveCube.of(cube));
    }
  }

  @Test
  void aFileWithoutTimesIsRefusedAndAPixelWithoutThemIsMissing() throws IOException {
    try (DataCube cube = CubeFile.open(single("txt"))) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> LiveCube.of(cube))
              .getMessage()
              .contains("no live and real time"));
    }
    Path scan = Files.createDirectory(folder.resolve("scan"));
    Files.writeString(scan.resolve("a.msa"), EMSA);
    Files.writeString(scan.resolve("b.msa"), EMSA.replaceAll("(?m)^#LIVETIME.*\\n", ""));
    try (DataCube cube = LiveCube.of(CubeFile.open(scan, columns(2, false)))) {
      assertEquals(50, first(cube, 0, 0), 1e-9);
      assertEquals(1, MissingPixels.of(cube).count());
      assertTrue(MissingPixels.of(cube).isMissing(0, 1));
    }
  }
}
