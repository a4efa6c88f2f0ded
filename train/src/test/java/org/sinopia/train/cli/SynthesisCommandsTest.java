package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sinopia.train.cli.Ran.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;

class SynthesisCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static Ran done(Object... arguments) {
    Ran ran = Ran.sinopia(arguments);
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.err());
    return ran;
  }

  private List<String> names(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static float[] counts(Path file) throws IOException {
    try (DataCube cube = CubeFile.open(file)) {
      var header = cube.header();
      float[] counts = new float[(int) header.pixels() * header.bins()];
      cube.readFloats(new Tile(0, 0, header.height(), header.width()), counts);
      return counts;
    }
  }

  /** A picture whose left half is cinnabar's colour and right half titanium white's. */
  private Path redAndWhite() throws IOException {
    float[] planes = new float[3 * 12 * 20];
    float[][] colours = {{0xd4, 0x37, 0x2a}, {0xf4, 0xf3, 0xee}};
    for (int i = 0; i < planes.length; i++) {
      planes[i] = colours[i % 20 < 10 ? 0 : 1][i / (12 * 20)] / 255f;
    }
    Path file = folder.resolve("red and white.png");
    Picture.of(12, 20, planes).writePng(file);
    return file;
  }

  private Path cube(Object... more) throws IOException {
    Stream<Object> given =
        Stream.of(
            "synthesize",
            redAndWhite(),
            "--out",
            folder,
            "--bins",
            512,
            "--threshold",
            0.95,
            "--clusters",
            2,
            "--cluster-spread",
            0);
    done(Stream.concat(given, Stream.of(more)).toArray());
    return folder.resolve("red and white.h5");
  }

  @Test
  void paintingsAreThoseOfTheirSeeds() throws IOException {
    Path out = folder.resolve("new/pictures");
    Ran ran = done("paint", "--count", 3, "--size", "24x32", "--out", out, "--seed", 7, "--json");
    JsonNode painted = JSON.readTree(ran.out());
    assertEquals(3, painted.size());
    assertEquals(8, painted.get(1).get("seed").asInt());
    assertEquals(
        List.of("painting-000001.png", "painting-000002.png", "painting-000003.png"), names(out));
    float[] written = Picture.read(Path.of(painted.get(1).get("file").asText())).planes();
    assertArrayEquals(Painter.paint(24, 32, 8).planes(), written, 0.5f / 255 + 1e-6f);
  }

  @Test
  void oneGenreCanBeAskedFor() throws IOException {
    done("paint", "--count", 1, "--size", "24x32", "--out", folder, "--genre", "fresco");
    assertArrayEquals(
        Painter.paint(Genre.FRESCO, 24, 32, 1).planes(),
        Picture.read(folder.resolve("painting-000001.png")).planes(),
        0.5f / 255 + 1e-6f);
  }

  @Test
  void wrongSizesAndCountsAreRefused() {
    refused("--count: 0", "paint", "--count", 0, "--out", folder);
    refused("'24', expected height x width", "paint", "--count", 1, "--size", 24, "--out", folder);
    refused("sides of at least 8", "paint", "--count", 1, "--size", "4x9", "--out", folder);
  }

  @Test
  void aCubeTellsWhatItIs() throws IOException {
    JsonNode info = JSON.readTree(done("info", cube(), "--json").out());
    assertEquals(12, info.get("height").asInt());
    assertEquals(20, info.get("width").asInt());
    assertEquals(512, info.get("bins").asInt());
    assertEquals(12 * 20 * 400, info.get("total_counts").asInt());
    assertEquals(400, info.get("counts_per_pixel").asInt());
    assertEquals(0.5, info.at("/energy/from_kev").asDouble());
    assertEquals(2, info.at("/attributes/clusters").asInt());
    List<String> lines =
        info.get("lines").valueStream().map(line -> line.get("line").asText()).toList();
    assertTrue(lines.containsAll(List.of("Hg La", "Ti Ka", "Ca Ka")), lines.toString());
    assertEquals("u8", info.get("type").asText());
  }

  @Test
  void theSameSeedMakesTheSameCubeAndAnotherAnother() throws IOException {
    float[] first = counts(cube());
    assertArrayEquals(first, counts(cube("--threads", 3)));
    assertFalse(Arrays.equals(first, counts(cube("--seed", 2))));
  }

  @Test
  void scanConditionsAreHeeded() throws IOException {
    float[] counts =
        counts(cube("--poisson", "--dead-time", 0.5, "--relief", 0.3, "--gain-drift", 0.01));
    double sum = 0;
    for (float count : counts) {
      sum += count;
    }
    assertTrue(sum < 12 * 20 * 400 / 1.4 && sum > 12 * 20 * 100, "sum " + sum);
  }

  @Test
  void aHiddenPictureShinesThrough() throws IOException {
    float[] planes = new float[3 * 12 * 20];
    Arrays.fill(planes, 0.09f);
    Path black = folder.resolve("black.png");
    Picture.of(12, 20, planes).writePng(black);
    Path cubes = folder.resolve("cubes");
    Path over = cubes.resolve("black.h5");
    String[] attributes = new String[2];
    double[] mercury = new double[2];
    for (int i = 0; i < 2; i++) {
      Object hidden = i == 0 ? black : redAndWhite();
      done(
          "synthesize",
          black,
          "--out",
          cubes,
          "--bins",
          256,
          "--threshold",
          0.95,
          "--hidden",
          hidden,
          "--clusters",
          2,
          "--cluster-spread",
          0);
      JsonNode info = JSON.readTree(done("info", over, "--json").out());
      attributes[i] = info.at("/attributes/hidden_clusters").asText();
      JsonNode map =
          JSON.readTree(
              done("map", over, "--element", "Hg", "--out", folder.resolve("m.png"), "--json")
                  .out());
      mercury[i] = map.get("white_counts").asDouble();
    }
    assertArrayEquals(new String[] {"1", "2"}, attributes);
    assertTrue(mercury[1] > mercury[0] + 10, mercury[1] + " and " + mercury[0]);
  }

  @Test
  void aFolderOfPicturesBecomesAFolderOfCubes() throws IOException {
    Path pictures = folder.resolve("pictures");
    Path cubes = folder.resolve("cubes");
    done("paint", "--count", 2, "--size", "16x16", "--out", pictures);
    Ran ran =
        done("synthesize", pictures, "--paint", "ganx", "--out", cubes, "--bins", 64, "--json");
    assertEquals(
        List.of(
            "painting-000001-clustered.png",
            "painting-000001-dominant.npy",
            "painting-000001.h5",
            "painting-000001.png"),
        names(cubes).subList(0, 4));
    assertEquals(8, names(cubes).size());
    assertEquals("u8", JSON.readTree(ran.out()).get(0).get("type").asText());
  }

  @Test
  void aPictureIsPaintedAndScannedUnlessGanxIsAskedFor() throws IOException {
    Path cubes = folder.resolve("cubes");
    Path picture = redAndWhite();
    Ran ran =
        done(
            "synthesize",
            picture,
            "--era",
            "baroque",
            "--ground",
            "chalk",
            "--photons",
            900,
            "--out",
            cubes,
            "--sheet",
            "--json");
    assertEquals(
        List.of(
            "red and white-dominant.npy",
            "red and white-original.png",
            "red and white-paint.json",
            "red and white-recipes.png",
            "red and white-sheet.png",
            "red and white-stacks.png",
            "red and white-strokes.png",
            "red and white.h5",
            "red and white.png"),
        names(cubes));
    JsonNode made = JSON.readTree(ran.out()).get(0);
    assertEquals("baroque", made.at("/paint/era").asText());
    assertEquals("chalk", made.at("/paint/ground").asText());
    assertEquals(900, made.at("/paint/photons").asDouble(), 1e-6);
    assertEquals(512, made.get("bins").asInt());
    JsonNode info = JSON.readTree(done("info", cubes.resolve("red and white.h5"), "--json").out());
    assertEquals("chalk", info.at("/attributes/ground").asText());
    assertEquals(900, info.get("counts_per_pixel").asDouble(), 15);
    float[] truth = Picture.read(cubes.resolve("red and white.png")).planes();
    float[] original = Picture.read(cubes.resolve("red and white-original.png")).planes();
    assertFalse(Arrays.equals(truth, original));
    assertArrayEquals(Picture.read(picture).planes(), original);
  }

  @Test
  void aPaintedPictureDoesNotReplaceTheOneItWasPaintedFrom() throws IOException {
    Path picture = redAndWhite();
    float[] before = Picture.read(picture).planes();
    done("synthesize", picture, "--out", folder, "--bins", 64, "--era", "etruscan");
    assertArrayEquals(before, Picture.read(picture).planes());
    assertTrue(Files.exists(folder.resolve("red and white-painted.png")));
  }

  @Test
  void whatIsUnknownIsRefusedWithWhatIsKnown() throws IOException {
    Path picture = redAndWhite();
    Path out = folder.resolve("cubes");
    refused("(known: paint, ganx)", "synthesize", picture, "--out", out, "--paint", "oil");
    refused("'rococo' (known: etruscan", "synthesize", picture, "--out", out, "--era", "rococo");
    refused("'slate' (known: plaster", "synthesize", picture, "--out", out, "--ground", "slate");
    refused("(known: chnet", "synthesize", picture, "--out", out, "--instrument", "m7");
    refused("no such file", "synthesize", picture, "--out", out, "--pigments", "none.json");
    refused(
        "--threshold: belongs to --paint ganx only",
        "synthesize",
        picture,
        "--out",
        out,
        "--paint",
        "paint",
        "--threshold",
        0.5);
    refused(
        "--era: belongs to --paint paint only",
        "synthesize",
        picture,
        "--out",
        out,
        "--paint",
        "ganx",
        "--era",
        "baroque");
    refused(
        "--era: belongs to --paint paint only, which is not what --clusters asks for",
        "synthesize",
        picture,
        "--out",
        out,
        "--clusters",
        5,
        "--era",
        "baroque");
    refused(
        "expected plaster or lead-white",
        "synthesize",
        picture,
        "--out",
        out,
        "--paint",
        "ganx",
        "--ground",
        "bole");
    assertFalse(Files.exists(out));
  }

  @Test
  void whatCannotBeSynthesizedIsRefused() throws IOException {
    Path picture = redAndWhite();
    refused("no such file", "synthesize", folder.resolve("none.png"), "--out", folder);
    refused(
        "no pictures in this folder",
        "synthesize",
        Files.createDirectory(folder.resolve("e")),
        "--out",
        folder);
    refused("bins is 0", "synthesize", picture, "--out", folder, "--bins", 0);
    refused("photons is 0", "synthesize", picture, "--out", folder, "--photons", 0);
    refused("threshold is 2.0", "synthesize", picture, "--out", folder, "--threshold", 2);
    refused(
        "palette.json: no such file",
        "synthesize",
        picture,
        "--out",
        folder,
        "--palette",
        "palette.json");
    Path twin =
        Files.copy(
            picture, Files.createDirectory(folder.resolve("f")).resolve("red and white.gif"));
    refused("would both become", "synthesize", picture, twin, "--out", folder);
    assertFalse(Files.exists(folder.resolve("red and white.h5")));
  }
}
