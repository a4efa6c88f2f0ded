package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;

/** The commands {@code info}, {@code convert}, {@code map} and {@code palette}. */
class CubeCommandsTest {
  private static final EnergyAxis AXIS = new EnergyAxis(256, 0, 12.8);
  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;
  private static final int IRON = WIDTH / 2;
  private static final double TOTAL = 100.0 * HEIGHT * IRON;

  @TempDir private Path folder;

  /** Iron in the left half only: 100 counts a pixel at Fe Ka, 6.40 keV, in one bin. */
  private Path cube(Optional<EnergyAxis> axis) throws IOException {
    Path file = folder.resolve("iron.h5");
    CubeHeader header =
        new CubeHeader(HEIGHT, WIDTH, AXIS.bins(), SampleType.U16, axis, Map.of("palette", "iron"));
    try (Arena arena = Arena.ofConfined();
        CubeWriter writer = CubeFile.create(file, header)) {
      for (Tile tile : writer.grid()) {
        MemorySegment counts = arena.allocate(header.bytes(tile));
        for (int y = 0; y < tile.height(); y++) {
          for (int x = 0; x < tile.width(); x++) {
            if (tile.column() + x < IRON) {
              long pixel = (long) y * tile.width() + x;
              counts.setAtIndex(
                  ValueLayout.JAVA_SHORT, pixel * AXIS.bins() + AXIS.binOf(6.40), (short) 100);
            }
          }
        }
        writer.write(tile, counts);
      }
      writer.finish();
    }
    return file;
  }

  @Test
  void infoTellsWhatIsInACube() throws IOException {
    Ran ran = Ran.sinopia("info", cube(Optional.of(AXIS)), "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode info = new ObjectMapper().readTree(ran.out());
    assertEquals(HEIGHT, info.get("height").asInt());
    assertEquals(WIDTH, info.get("width").asInt());
    assertEquals(256, info.get("bins").asInt());
    assertEquals("u16", info.get("type").asText());
    assertEquals(TOTAL, info.get("total_counts").asDouble());
    assertEquals("Fe Ka", info.get("lines").get(0).get("line").asText());
    assertEquals("iron", info.get("attributes").get("palette").asText());
    assertTrue(
        Ran.sinopia("info", cube(Optional.of(AXIS)))
            .out()
            .contains("5 x 7 pixels, 256 bins of u16"));
  }

  @Test
  void infoTakesACubeWithoutAnAxis() throws IOException {
    Ran ran = Ran.sinopia("info", cube(Optional.empty()));
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("not calibrated"));
  }

  @Test
  void convertKeepsEverySample() throws IOException {
    Path source = cube(Optional.of(AXIS));
    for (String name : new String[] {"c.npy", "c.npz", "c.rpl", "c.hdr", "c.h5"}) {
      Path copy = folder.resolve(name);
      assertEquals("", Ran.sinopia("convert", source, copy).err());
      assertArrayEquals(counts(source), counts(copy), name);
    }
  }

  /** HDF5 notes times in seconds, ZIP in two seconds; neither file may say when it was written. */
  @Test
  void filesDoNotSayWhenTheyWereWritten() throws IOException, InterruptedException {
    byte[] first = Files.readAllBytes(cube(Optional.of(AXIS)));
    Path zip = folder.resolve("iron.npz");
    assertEquals(0, Ran.sinopia("convert", cube(Optional.of(AXIS)), zip).status());
    try (ZipFile file = new ZipFile(zip.toFile())) {
      LocalDateTime fixed = LocalDateTime.of(1980, 1, 1, 0, 0);
      assertTrue(file.stream().allMatch(entry -> entry.getTimeLocal().equals(fixed)));
    }
    Thread.sleep(1100);
    assertArrayEquals(first, Files.readAllBytes(cube(Optional.of(AXIS))));
  }

  @Test
  void convertRebins() throws IOException {
    Path copy = folder.resolve("few.h5");
    Ran ran =
        Ran.sinopia(
            "convert", cube(Optional.of(AXIS)), copy, "--bins", 16, "--from", 0, "--to", 12.8);
    assertEquals(0, ran.status(), ran.err());
    try (DataCube few = CubeFile.open(copy)) {
      assertEquals(16, few.header().bins());
    }
    double sum = 0;
    for (double c : counts(copy)) {
      sum += c;
    }
    assertEquals(TOTAL, sum, 1e-3);
  }

  @Test
  void convertRefusesWhatItCannotDo() throws IOException {
    Path source = cube(Optional.empty());
    refused("is read as well, expected another name", "convert", source, source);
    refused(
        "--bins needs a calibrated one", "convert", source, folder.resolve("x.h5"), "--bins", 16);
    refused("x.xyz", "convert", source, folder.resolve("x.xyz"));
    refused(
        "none.h5: file: not found", "convert", folder.resolve("none.h5"), folder.resolve("x.h5"));
    assertFalse(Files.exists(folder.resolve("x.h5")));
  }

  private static double[] counts(Path file) throws IOException {
    try (DataCube cube = CubeFile.open(file)) {
      CubeHeader header = cube.header();
      double[] counts = new double[(int) header.pixels() * header.bins()];
      cube.readDoubles(new Tile(0, 0, header.height(), header.width()), counts);
      return counts;
    }
  }

  @Test
  void paletteListsAndDrawsTheTwelvePigments() throws IOException {
    Path png = folder.resolve("palette.png");
    Ran ran = Ran.sinopia("palette", "--palette", "etruscan", "--json", "--plot", png);
    assertEquals(0, ran.status(), ran.err());
    JsonNode rows = new ObjectMapper().readTree(ran.out());
    assertEquals(12, rows.size());
    JsonNode cinnabar = rows.get(1);
    assertEquals("cinnabar", cinnabar.get("name").asText());
    assertEquals(98, cinnabar.get("masses").get("HgS").asDouble());
    assertTrue(cinnabar.get("lines").toString().contains("Hg La"));
    assertEquals(8.1, cinnabar.get("library").get("density_gcm3").asDouble());
    assertEquals(36, cinnabar.get("library").get("reflectance").size());
    assertEquals(4, cinnabar.get("library").get("tints").size());
    assertEquals("[\"etruscan\",\"all\"]", cinnabar.get("library").get("palettes").toString());
    assertTrue(ImageIO.read(png.toFile()).getWidth() > 1000);
    refused("no such file", "palette", "--plot", folder.resolve("nowhere/p.png"));
    refused("no such file", "palette", "--palette", folder.resolve("none.json"));
    refused("known: etruscan, medieval", "palette", "--palette", "gothic");
  }

  @Test
  void paletteTakesPigmentsOfTheUsersOwn() throws IOException {
    Path mine =
        Files.writeString(
            folder.resolve("mine.json"),
            """
            {"pigments": [{"name": "mosaic gold", "masstone": "#b8923c",
              "masses": {"SnS2": 1}, "densityGcm3": 4.5}],
             "palettes": {"mine": ["mosaic gold", "lead white"]}}""");
    Ran ran = Ran.sinopia("palette", "--pigments", mine, "--palette", "mine");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().startsWith("mosaic gold            #b8923c  SnS2"), ran.out());
    assertTrue(ran.out().contains("lead white"), ran.out());
    Files.writeString(mine, Files.readString(mine).replace("SnS2", "SnQ2"));
    refused(
        "mine.json: pigment 'mosaic gold': masses: formula 'SnQ2'", "palette", "--pigments", mine);
  }
}
