package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sinopia.train.cli.Ran.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;

/** The options of all commands that take a cube, by {@code info} and {@code convert}. */
class CubeOptionsTest {
  private static final int HEIGHT = 3;
  private static final int WIDTH = 4;
  private static final int BINS = 1024;

  @TempDir private Path folder;
  private Path file;

  /** An uncalibrated NPY: pixel i holds i + 1 counts in each of its channels, the last one NaN. */
  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("c.npy");
    write(file, 12, Float.NaN);
  }

  private static void write(Path file, int missingFrom, float missing) throws IOException {
    CubeHeader header = new CubeHeader(HEIGHT, WIDTH, BINS, SampleType.F32);
    try (Arena arena = Arena.ofConfined();
        CubeWriter writer = CubeFile.create(file, header)) {
      for (Tile tile : writer.grid()) {
        MemorySegment counts = arena.allocate(header.bytes(tile));
        for (int i = 0; i < tile.pixels() * BINS; i++) {
          int pixel = tile.row() * WIDTH + i / BINS + 1;
          counts.setAtIndex(ValueLayout.JAVA_FLOAT, i, pixel >= missingFrom ? missing : pixel);
        }
        writer.write(tile, counts);
      }
      writer.finish();
    }
  }

  private static JsonNode info(Object... arguments) throws IOException {
    Ran ran = Ran.sinopia(arguments);
    assertEquals(0, ran.status(), ran.err());
    assertFalse(ran.out().contains("NaN"), ran.out());
    return new ObjectMapper().readTree(ran.out());
  }

  @Test
  void infoTellsEnergyMissingPixelsDetectorsAndWarnings() throws IOException {
    JsonNode info = info("info", file, "--json");
    assertFalse(info.get("energy").get("calibrated").asBoolean());
    assertTrue(info.get("energy").get("from_kev").isNull());
    assertEquals(66.0 * BINS, info.get("total_counts").asDouble());
    assertEquals(1, info.get("missing_pixels").asInt());
    assertEquals(1, info.get("detectors").asInt());
    assertTrue(info.get("warnings").isEmpty());
  }

  @Test
  void calibrationReplacesEnergiesThatAreNone() throws IOException {
    Path rpl = folder.resolve("bad.rpl");
    assertEquals(0, Ran.sinopia("convert", file, rpl).status());
    Files.writeString(
        rpl, Files.readString(rpl) + "depth-origin\t0\ndepth-scale\t-0.01\ndepth-units\tkeV\n");
    assertEquals(2, Ran.sinopia("info", rpl, "--json").status());
    JsonNode energy = info("info", rpl, "--json", "--calibration", "0,0.02").get("energy");
    assertEquals(-0.01, energy.get("from_kev").asDouble(), 1e-9);
  }

  @Test
  void calibrationSetsTheOuterEdgesAndConvertStoresIt() throws IOException {
    Path copy = folder.resolve("c.h5");
    assertEquals(0, Ran.sinopia("convert", file, copy, "--calibration", "-0.96,0.01").status());
    JsonNode energy = info("info", copy, "--json").get("energy");
    assertEquals(-0.965, energy.get("from_kev").asDouble(), 1e-9);
    assertEquals(9.275, energy.get("to_kev").asDouble(), 1e-9);
    assertTrue(energy.get("calibrated").asBoolean());
    JsonNode quadratic = info("info", copy, "--json", "--calibration", "0,0.02,1e-6").get("energy");
    assertEquals(0.02 * 1023.5 + 1e-6 * 1023.5 * 1023.5, quadratic.get("to_kev").asDouble(), 1e-9);
  }

  @Test
  void linesCalibrateByLeastSquaresWithResiduals() throws IOException {
    Ran ran = Ran.sinopia("info", file, "--json", "--calibrate", "Ca:Ka@369,Fe:Ka@640,Cu:Ka@805");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.err().contains("Fe Ka at channel 640.00: 6.3"), ran.err());
    assertTrue(ran.err().contains("residual"), ran.err());
    JsonNode energy = new ObjectMapper().readTree(ran.out()).get("energy");
    assertEquals(0, energy.get("from_kev").asDouble(), 0.02);
    assertEquals(10.24, energy.get("to_kev").asDouble(), 0.05);
  }

  @Test
  void aSpectrumWithoutEnergiesIsCalibratedByTheOptions() throws IOException {
    Path spectrum = folder.resolve("s.mca");
    String counts = IntStream.range(0, 64).mapToObj(i -> i + "\n").collect(Collectors.joining());
    Files.writeString(spectrum, "<<PMCA SPECTRUM>>\n<<DATA>>\n" + counts + "<<END>>\n");
    JsonNode plain = info("info", spectrum, "--json");
    assertFalse(plain.get("energy").get("calibrated").asBoolean());
    assertTrue(plain.get("warnings").get(0).asText().contains("CALIBRATION"));
    JsonNode given = info("info", spectrum, "--json", "--calibration", "0.1,0.2").get("energy");
    assertEquals(0.0, given.get("from_kev").asDouble(), 1e-9);
    assertEquals(12.8, given.get("to_kev").asDouble(), 1e-9);
    JsonNode fitted =
        info("info", spectrum, "--json", "--calibrate", "Ca:Ka@18,Cu:Ka@40").get("energy");
    assertEquals(12.8, fitted.get("to_kev").asDouble(), 0.2);
    Path copy = folder.resolve("s.h5");
    assertEquals(0, Ran.sinopia("convert", spectrum, copy, "--calibration", "0.1,0.2").status());
    assertTrue(info("info", copy, "--json").get("energy").get("calibrated").asBoolean());
  }

  @Test
  void nonsenseIsRefused() {
    refused("expected OFFSET,GAIN", "info", file, "--calibration", "1");
    refused("gain of -0.01", "info", file, "--calibration", "0,-0.01");
    refused("is it in eV?", "info", file, "--calibration", "-960,10");
    refused("expected a rise", "info", file, "--calibration", "0,0.01,-1e-5");
    refused("expected finite", "info", file, "--calibration", "NaN,0.01");
    refused("expected at least two", "info", file, "--calibrate", "Fe:Ka@640");
    refused("do not rise", "info", file, "--calibrate", "Fe:Ka@640,Ca:Ka@800");
    refused("as in Ca:Ka@369", "info", file, "--calibrate", "Xx:Ka@640,Ca:Ka@800");
    refused("agree with lines", "info", file, "--calibrate", "auto");
    refused("multiple of 90", "info", file, "--rotate", 45);
    refused("expected horizontal or vertical", "info", file, "--flip", "sideways");
    refused("expected within 3 x 4", "info", file, "--crop", "1,1,3,1");
    refused("expected no --dataset", "info", file, "--dataset", "/a");
    refused("the file has one", "info", file, "--detector", 1);
    refused("expected at least 8 a side", "info", file, "--deskew");
  }

  @Test
  void scansWithoutDataOrWithoutAPositiveCountAreRefused() throws IOException {
    Path nothing = folder.resolve("n.npy");
    write(nothing, 0, Float.NaN);
    refused("n.npy: samples: all 12 pixels are missing", "info", nothing);
    write(nothing, 0, -1);
    refused("n.npy: samples: no positive count", "info", nothing);
  }

  @Test
  void scansAreTurnedAndCropped() throws IOException {
    Path copy = folder.resolve("t.npy");
    Ran ran =
        Ran.sinopia(
            "convert", file, copy, "--rotate", 90, "--flip", "vertical", "--crop", "0,0,2,3");
    assertEquals(0, ran.status(), ran.err());
    try (DataCube cube = CubeFile.open(copy)) {
      float[] counts = new float[6 * BINS];
      cube.readFloats(new Tile(0, 0, 2, 3), counts);
      int[] expected = {0, 8, 4, 11, 7, 3};
      for (int i = 0; i < 6; i++) {
        if (i == 0) {
          assertTrue(Float.isNaN(counts[0]));
        } else {
          assertEquals(expected[i], counts[i * BINS]);
        }
      }
    }
  }
}
