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
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.picture.Picture;

class RegisterCommandTest {
  private static final EnergyAxis AXIS = new EnergyAxis(400, 0, 16);
  private static final int ROWS = 56;
  private static final int COLUMNS = 64;
  private static final int SCALE = 4;
  private static final int LEFT = 20;
  private static final int TOP = 12;

  @TempDir private Path folder;
  private Path photo;
  private Path cube;

  /** A scan of a part of a painting: iron where it is dark, copper where it is not red. */
  @BeforeEach
  void paint() throws IOException {
    Picture painting = Painter.paint(260, 300, 1);
    photo = folder.resolve("photo.png");
    painting.writePng(photo);
    cube = folder.resolve("cube.h5");
    write(painting, cube);
  }

  private static void write(Picture painting, Path file) throws IOException {
    float[] iron = lines("Fe");
    float[] copper = lines("Cu");
    CubeHeader header =
        new CubeHeader(ROWS, COLUMNS, AXIS.bins(), SampleType.F32, Optional.of(AXIS), Map.of());
    int pixels = painting.height() * painting.width();
    try (Arena arena = Arena.ofConfined();
        CubeWriter writer = CubeFile.create(file, header)) {
      for (Tile tile : writer.grid()) {
        MemorySegment counts = arena.allocate(header.bytes(tile));
        for (int p = 0; p < tile.pixels(); p++) {
          int y = TOP + SCALE * (tile.row() + p / tile.width());
          int x = LEFT + SCALE * (tile.column() + p % tile.width());
          int at = y * painting.width() + x;
          float r = painting.planes()[at];
          float g = painting.planes()[pixels + at];
          float b = painting.planes()[2 * pixels + at];
          float dark = 3 - r - g - b;
          float cool = Math.max(0, g + b - r);
          for (int bin = 0; bin < AXIS.bins(); bin++) {
            counts.setAtIndex(
                ValueLayout.JAVA_FLOAT,
                (long) p * AXIS.bins() + bin,
                dark * iron[bin] + cool * copper[bin] + 1);
          }
        }
        writer.write(tile, counts);
      }
      writer.finish();
    }
  }

  private static float[] lines(String symbol) {
    double[] spectrum = new double[AXIS.bins()];
    for (EmissionLine line : Element.of(symbol).lines()) {
      if (line.siegbahn().startsWith("K")) {
        Detector.DEFAULT.addPhotons(line.energyKev(), line.radiativeRate(), 0, AXIS, spectrum);
      }
    }
    float[] counts = new float[spectrum.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (float) (5000 * spectrum[i]);
    }
    return counts;
  }

  private static JsonNode json(Object... arguments) throws IOException {
    Ran ran = Ran.sinopia(arguments);
    assertEquals(0, ran.status(), ran.err());
    return new ObjectMapper().readTree(ran.out());
  }

  private static void assertPlace(JsonNode found, double tolerance) {
    double[][] truth = {{SCALE, 0, LEFT}, {0, SCALE, TOP}};
    double[] weights = {COLUMNS, ROWS, 1};
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        double value = found.get("scan_to_photo").get(i).get(j).asDouble();
        assertEquals(truth[i][j], value, tolerance / weights[j], found.toString());
      }
    }
  }

  @Test
  void elementMapsShowWhereTheScanLies() throws IOException {
    JsonNode found = json("register", photo, cube, "--json");
    assertEquals("maps", found.get("method").asText());
    assertPlace(found, SCALE);
    assertTrue(found.get("explained").asDouble() > found.get("chance").asDouble() + 0.1);
    assertTrue(found.get("residual_pixels").isNull());
    assertTrue(found.get("files").isEmpty());
  }

  @Test
  void pointsSayItAndMapsAndPicturesAreDrawnOverThePhotograph() throws IOException {
    Path coloured = folder.resolve("coloured.png");
    Picture.of(ROWS, COLUMNS, new float[3 * ROWS * COLUMNS])
        .writePng(coloured, (row, column) -> row < 10);
    Path list = folder.resolve("points.txt");
    Files.writeString(list, "# photo = scan\n20,12=0,0\n272,12=63,0\n20,232=0,55\n272,232=63,55\n");
    Path out = folder.resolve("over");
    JsonNode found =
        json(
            "register",
            photo,
            cube,
            "--points",
            list,
            "--out",
            out,
            "--element",
            "Fe",
            "--format",
            "npy",
            "--picture",
            coloured,
            "--json");
    assertPlace(found, 1e-6);
    assertEquals(0, found.get("residual_pixels").asDouble(), 1e-9);
    assertTrue(found.get("explained").isNull());
    assertEquals(2, found.get("files").size());
    float[] iron = NpyArray.readFloats(out.resolve("Fe.npy"), 260, 300);
    assertTrue(Float.isNaN(iron[0]));
    Path own = folder.resolve("own.npy");
    assertEquals(0, Ran.sinopia("map", cube, "--element", "Fe", "--out", own).status());
    float[] map = NpyArray.readFloats(own, ROWS, COLUMNS);
    assertEquals(map[10 * COLUMNS + 20], iron[(TOP + 40) * 300 + LEFT + 80], 0.01);
    var picture = ImageIO.read(out.resolve("coloured.png").toFile());
    assertEquals(300, picture.getWidth());
    assertEquals(0, picture.getRGB(LEFT + 80, TOP) >>> 24);
    assertEquals(0xff, picture.getRGB(LEFT + 80, TOP + 80) >>> 24);
  }

  @Test
  void refusesWhatItCannotDo() throws IOException {
    refused("expected three or more", "register", photo, cube, "--points", "1,2=3,4");
    refused("all on one line", "register", photo, cube, "--points", "0,0=0,0,4,4=1,1,8,8=2,2");
    refused(
        "points: 64.0,0.0, expected a column and row in the scan of 56 x 64 pixels",
        "register",
        photo,
        cube,
        "--points",
        "20,12=0,0,276,12=64,0,20,232=0,55");
    refused(
        "points: 300.0,12.0, expected a column and row in the photograph of 260 x 300 pixels",
        "register",
        photo,
        cube,
        "--points",
        "20,12=0,0,300,12=63,0,20,232=0,55");
    refused("'x', expected x,y in", "register", photo, cube, "--points", "1,2=3,4 x");
    refused("no such file", "register", photo, cube, "--points", folder.resolve("none.txt"));
    refused("expected --out DIR", "register", photo, cube, "--element", "Fe");
    Path small = folder.resolve("small.png");
    Picture.of(2, 2, new float[12]).writePng(small);
    Path out = folder.resolve("out");
    refused(
        "expected the scan's 56 x 64", "register", photo, cube, "--out", out, "--picture", small);
    Path other = folder.resolve("other.png");
    Painter.paint(260, 300, 3).writePng(other);
    refused("give --points", "register", other, cube, "--out", out);
    assertFalse(Files.exists(out));
  }
}
