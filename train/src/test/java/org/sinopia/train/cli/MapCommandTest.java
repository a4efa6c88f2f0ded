package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sinopia.train.cli.Ran.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;

/** The command {@code map}, and the elements that {@code info} finds. */
class MapCommandTest {
  private static final EnergyAxis AXIS = new EnergyAxis(400, 0, 16);
  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;

  /** Iron in the left columns only, copper in all, the last row missing. */
  private static final int IRON = 3;

  private static final double COUNTS = 5000;

  @TempDir private Path folder;

  private Path cube(Optional<EnergyAxis> axis) throws IOException {
    float[] iron = lines("Fe");
    float[] copper = lines("Cu");
    Path file = folder.resolve("cube.h5");
    CubeHeader header = new CubeHeader(HEIGHT, WIDTH, AXIS.bins(), SampleType.F32, axis, Map.of());
    try (Arena arena = Arena.ofConfined();
        CubeWriter writer = CubeFile.create(file, header)) {
      for (Tile tile : writer.grid()) {
        MemorySegment counts = arena.allocate(header.bytes(tile));
        for (int i = 0; i < tile.pixels() * AXIS.bins(); i++) {
          int pixel = i / AXIS.bins();
          int bin = i % AXIS.bins();
          boolean left = tile.column() + pixel % tile.width() < IRON;
          boolean missing = tile.row() + pixel / tile.width() == HEIGHT - 1;
          float value = copper[bin] + (left ? iron[bin] : 0);
          counts.setAtIndex(ValueLayout.JAVA_FLOAT, i, missing ? Float.NaN : value);
        }
        writer.write(tile, counts);
      }
      writer.finish();
    }
    return file;
  }

  /** An element's K lines without absorption, {@value #COUNTS} counts of them. */
  private static float[] lines(String symbol) {
    double[] spectrum = new double[AXIS.bins()];
    for (EmissionLine line : Element.of(symbol).lines()) {
      if (line.siegbahn().startsWith("K")) {
        Detector.DEFAULT.addPhotons(line.energyKev(), line.radiativeRate(), 0, AXIS, spectrum);
      }
    }
    double sum = 0;
    for (double value : spectrum) {
      sum += value;
    }
    float[] counts = new float[spectrum.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (float) (spectrum[i] / sum * COUNTS + 1);
    }
    return counts;
  }

  @Test
  void mapsOfAllFormatsHoldTheCountsOfTheElementAlone() throws IOException {
    Path source = cube(Optional.of(AXIS));
    Path npy = folder.resolve("fe.npy");
    Ran ran = Ran.sinopia("map", source, "--element", "Fe", "--out", npy, "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode shown = new ObjectMapper().readTree(ran.out());
    assertEquals(COUNTS, shown.get("white_counts").asDouble(), 0.02 * COUNTS);
    assertEquals(WIDTH, shown.get("missing_pixels").asInt());
    assertEquals("Fe", shown.get("element").asText());
    assertEquals(6.404, shown.get("energy_kev").asDouble(), 1e-3);
    float[] counts = NpyArray.readFloats(npy, HEIGHT, WIDTH);
    for (int i = 0; i < counts.length; i++) {
      if (i / WIDTH == HEIGHT - 1) {
        assertTrue(Float.isNaN(counts[i]));
      } else {
        assertEquals(i % WIDTH < IRON ? COUNTS : 0, counts[i], 0.02 * COUNTS, "pixel " + i);
      }
    }
    Path tif = folder.resolve("fe.tif");
    Path csv = folder.resolve("fe.csv");
    for (Path other : List.of(tif, csv)) {
      assertEquals(0, Ran.sinopia("map", source, "--element", "Fe", "--out", other).status());
    }
    assertEquals(counts[1], ImageIO.read(tif.toFile()).getRaster().getSampleFloat(1, 0, 0));
    List<String> rows = Files.readAllLines(csv);
    assertEquals(HEIGHT, rows.size());
    assertEquals(
        Float.toString(counts[0]), rows.getFirst().substring(0, rows.getFirst().indexOf(',')));
    assertEquals(",".repeat(WIDTH - 1), rows.get(HEIGHT - 1));
  }

  @Test
  void missingPixelsAreTransparent() throws IOException {
    Path png = folder.resolve("fe.png");
    Ran ran = Ran.sinopia("map", cube(Optional.of(AXIS)), "--element", "Fe", "--out", png);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().matches("(?s)Fe K, 6\\.404 keV; white is \\d+\\.\\d net counts\\s+"));
    BufferedImage picture = ImageIO.read(png.toFile());
    assertEquals(HEIGHT, picture.getHeight());
    assertEquals(0xffffffff, picture.getRGB(0, 0));
    assertTrue((picture.getRGB(WIDTH - 1, 0) & 0xff) < 8);
    assertEquals(0, picture.getRGB(0, HEIGHT - 1) >>> 24);
  }

  @Test
  void severalElementsAndAllGoToAFolder() throws IOException {
    Path source = cube(Optional.of(AXIS));
    Path maps = folder.resolve("maps");
    Ran ran =
        Ran.sinopia(
            "map", source, "--element", "Fe,Cu", "--out", maps, "--format", "npy", "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode shown = new ObjectMapper().readTree(ran.out()).get("maps");
    assertEquals("Fe", shown.get(0).get("element").asText());
    assertEquals("Cu", shown.get(1).get("element").asText());
    assertTrue(Files.exists(maps.resolve("Fe.npy")) && Files.exists(maps.resolve("Cu.npy")));
    Path all = folder.resolve("all");
    assertEquals(0, Ran.sinopia("map", source, "--all", "--out", all).status());
    assertTrue(Files.exists(all.resolve("Fe.png")) && Files.exists(all.resolve("Cu.png")));
  }

  @Test
  void aWindowKeepsNegativeCounts() throws IOException {
    Path npy = folder.resolve("window.npy");
    // Between the two lines of copper, where the sides hold more than the middle.
    Ran ran =
        Ran.sinopia("map", cube(Optional.of(AXIS)), "--window", "8.3,8.7", "--out", npy, "--json");
    assertEquals(0, ran.status(), ran.err());
    assertEquals(8.5, new ObjectMapper().readTree(ran.out()).get("energy_kev").asDouble(), 1e-9);
    assertTrue(NpyArray.readFloats(npy, HEIGHT, WIDTH)[0] < -10);
  }

  @Test
  void infoNamesElementsWithEvidence() throws IOException {
    Ran ran = Ran.sinopia("info", cube(Optional.of(AXIS)), "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode elements = new ObjectMapper().readTree(ran.out()).get("elements");
    assertEquals(2, elements.size(), elements.toString());
    assertEquals("Cu", elements.get(0).get("element").asText());
    assertEquals("K", elements.get(0).get("families").get(0).asText());
    assertEquals("Ka, Kb", elements.get(0).get("evidence").asText());
    assertEquals("Fe", elements.get(1).get("element").asText());
    assertTrue(elements.get(1).get("share").asDouble() > 0.2);
  }

  @Test
  void refusesWhatItCannotDo() throws IOException {
    Path source = cube(Optional.of(AXIS));
    Path png = folder.resolve("x.png");
    refused("expected one of --element, --all and --window", "map", source, "--out", png);
    refused(
        "--element: Xx, expected a chemical symbol",
        "map",
        source,
        "--element",
        "Xx",
        "--out",
        png);
    refused(
        "element Fe: no line 'Kz'", "map", source, "--element", "Fe", "--line", "Kz", "--out", png);
    refused(
        "expected within the cube's 0.000 to 16.000 keV",
        "map",
        source,
        "--element",
        "Pb",
        "--line",
        "Ka",
        "--out",
        png);
    refused("Missing required option: '--out=FILE|FOLDER'", "map", source, "--element", "Fe");
    for (String other : List.of("x.gif", "x")) {
      refused(
          other + ", expected .png, .tif, .npy or .csv",
          "map",
          source,
          "--element",
          "Fe",
          "--out",
          folder.resolve(other));
    }
    refused(
        "is the name of one file, expected a folder",
        "map",
        source,
        "--element",
        "Fe,Cu",
        "--out",
        png);
    refused("expected a rise", "map", source, "--window", "7,6", "--out", png);
    refused("--line", "map", source, "--window", "6.2,6.6", "--line", "Ka", "--out", png);
    refused(
        "a map needs a calibrated one",
        "map",
        cube(Optional.empty()),
        "--element",
        "Fe",
        "--out",
        png);
    assertFalse(Files.exists(png));
  }
}
