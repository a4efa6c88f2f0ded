package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;

/** The whole pipeline through the command line, as small as it gets. */
class DemoCommandTest {
  private static final String TINY =
      """
      {"pictures": 5, "side": 48, "photons": 60,
       "embedder": {"model": {"bins": 64, "encoder": [16, 8], "decoder": [16]},
                    "energy": {"bins": 64}, "batch": 64, "spectra": 640, "sample": 128,
                    "validation": 128, "run": {"epochs": 2, "steps_per_epoch": 5}},
       "recolourer": {"crop": 32, "batch": 2, "loss": {"kind": "redmean"},
                      "model": {"dim": 16, "heads": 2, "dim_head": 8},
                      "run": {"epochs": 2, "steps_per_epoch": 3}}}
      """;

  @TempDir Path folder;
  private Path config;

  @BeforeEach
  void writeConfig() throws IOException {
    config = Files.writeString(folder.resolve("tiny.json"), TINY);
  }

  private Ran demo(Object... more) {
    return Ran.sinopia(
        Stream.concat(Stream.of("demo", "--config", config, "--device", "cpu"), Stream.of(more))
            .toArray());
  }

  private static void done(Ran ran) {
    assertEquals(0, ran.status(), ran.err());
  }

  private void refused(String message, Object... more) throws IOException {
    List<Path> before = all();
    Ran ran = demo(more);
    assertEquals(2, ran.status(), ran.out());
    assertEquals(1, ran.err().strip().lines().count(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
    assertEquals(before, all(), "nothing is left");
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherGivesOthers() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    done(demo("--out", one));
    done(demo("--out", two, "--seed", 1));
    for (String file : List.of("metrics.json", "report.html", "the-scream-triplet.png")) {
      assertArrayEquals(
          Files.readAllBytes(one.resolve(file)), Files.readAllBytes(two.resolve(file)), file);
    }
    Ran third = demo("--out", two, "--seed", 2, "--json");
    done(third);
    String replaced = Files.readString(two.resolve("metrics.json"));
    assertEquals(replaced.strip(), third.out().strip(), "an earlier demo is replaced");
    assertFalse(Files.readString(one.resolve("metrics.json")).equals(replaced));
  }

  @Test
  void whatItLeavesIsWholeAndUsable() throws IOException {
    Path out = folder.resolve("out");
    Ran ran = demo("--out", out);
    done(ran);
    assertTrue(ran.out().contains(out.resolve("report.html").toString()), ran.out());
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertEquals(5, metrics.at("/pictures").get("train").asInt() + 2);
    assertEquals(
        List.of(
            "smalluvit", "untrained", "mean_colour", "nearest_neighbour", "pixel_mlp", "clustered"),
        metrics.get("methods").findValuesAsText("method"));
    Path cube = folder.resolve("scream");
    done(
        Ran.sinopia(
            "synthesize",
            out.resolve("the-scream.jpg"),
            "--out",
            cube,
            "--bins",
            64,
            "--photons",
            5));
    Path picture = folder.resolve("picture.png");
    done(
        Ran.sinopia(
            "recolour",
            cube.resolve("the-scream.h5"),
            "--model",
            out.resolve("recolourer"),
            "--out",
            picture));
    assertEquals(640, Picture.read(picture).height());
  }

  @Test
  void paintedScansHaveWhatWasPaintedAsTheirTruth() throws IOException {
    Path out = folder.resolve("out");
    done(demo("--out", out, "--paint", "paint", "--era", "renaissance", "--ground", "gesso"));
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    List<String> methods = metrics.get("methods").findValuesAsText("method");
    assertTrue(methods.contains("pixel_mlp"), methods.toString());
    assertFalse(methods.contains("clustered"), "a painted scan tells all of its colours");
    JsonNode pair =
        new ObjectMapper().readTree(out.resolve("pairs/manifest.json").toFile()).at("/pairs/0");
    JsonNode paint =
        new ObjectMapper()
            .readTree(out.resolve("pairs").resolve(pair.get("paint").asText()).toFile());
    assertEquals("renaissance", paint.get("era").asText());
    assertEquals("gesso", paint.at("/ground/name").asText());
    String report = Files.readString(out.resolve("report.html"));
    assertTrue(report.contains("--paint paint --ground gesso --era renaissance"), "the command");
    assertTrue(report.contains("painted again"), "how the scans were made");
  }

  @Test
  void optionsOfPaintAreChecked() throws IOException {
    Path out = folder.resolve("out");
    refused("unknown way 'oil'", "--out", out, "--paint", "oil");
    refused("unknown palette 'stone age'", "--out", out, "--era", "stone age");
    refused("unknown ground 'sand'", "--out", out, "--ground", "sand");
    refused("unknown instrument 'x'", "--out", out, "--instrument", "x");
    refused("--era: with --paint ganx", "--out", out, "--paint", "ganx", "--era", "baroque");
    refused("--ground: gesso with --paint ganx", "--out", out, "--ground", "gesso");
    refused("none.json", "--out", out, "--pigments", folder.resolve("none.json"));
  }

  @Test
  void picturesOfAnySizesDo() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    int[][] sizes = {{40, 90}, {200, 60}, {48, 48}, {33, 150}};
    for (int i = 0; i < sizes.length; i++) {
      Painter.paint(sizes[i][0], sizes[i][1], i).writePng(images.resolve("p" + i + ".png"));
    }
    Path out = folder.resolve("out");
    done(demo("--out", out, "--images", images));
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertEquals(40 * 90 + 160 * 48 + 48 * 48 + 33 * 150, metrics.at("/pictures/pixels").asInt());
    assertTrue(Files.readString(out.resolve("report.html")).contains("4 pictures, from a folder"));
  }

  @Test
  void picturesThatCannotBeUsedAreNamed() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Path out = folder.resolve("out");
    refused("no such file", "--out", out, "--images", folder.resolve("none"));
    refused("0 pictures, expected at least 3", "--out", out, "--images", images);
    refused("is not a folder", "--out", out, "--images", config);
    Painter.paint(31, 100, 1).writePng(images.resolve("small.png"));
    refused("small.png: 31 x 100 pixels, expected", "--out", out, "--images", images);
    Files.writeString(images.resolve("a.png"), "no picture");
    refused("a.png: expected a PNG", "--out", out, "--images", images);
  }

  @Test
  void onlyAnEarlierDemoIsReplaced() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(out.resolve("letter.txt"), "dear");
    refused("out: holds other things", "--out", out);
    refused("tiny.json: is not a folder", "--out", config);
  }

  @Test
  void aConfigurationIsCheckedBeforeAnythingIsDone() throws IOException {
    Files.writeString(config, "{\"pictures\": 2}");
    refused("pictures", "--out", folder.resolve("out"));
    Files.writeString(config, "{\"recolourer\": {\"model\": {\"channels\": 4}}}");
    refused("channels is 4, expected embedder.model.latent, 3", "--out", folder.resolve("out"));
  }
}
