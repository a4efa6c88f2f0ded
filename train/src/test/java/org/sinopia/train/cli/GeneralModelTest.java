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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.picture.Picture;

/** Models for scans by any instrument, from pictures to a judged recolouring. */
class GeneralModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Object[] SCANS = {"--instrument", "random", "--bins", 64, "--seed", 3};

  @TempDir private static Path shared;

  @TempDir private Path folder;

  private static Ran done(Object... arguments) {
    Ran ran = Ran.sinopia(arguments);
    assertEquals(0, ran.status(), ran.err());
    return ran;
  }

  private static Object[] words(Object[] more, Object... first) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray();
  }

  @BeforeAll
  static void pipeline() throws IOException {
    done("paint", "--count", 4, "--size", "32x36", "--out", shared.resolve("pictures"));
    Files.writeString(
        shared.resolve("embedder.json"),
        """
        {"model": {"bins": 64, "encoder": [24, 12], "latent": 4, "decoder": [12],
                   "colour_width": 8},
         "energy": {"bins": 64}, "batch": 64, "spectra": 1280, "sample": 64, "validation": 64,
         "least_clusters": 2, "most_clusters": 3,
         "run": {"steps_per_epoch": 20, "epochs": 1}}
        """);
    done(
        words(
            SCANS,
            "train-embedder",
            "--preset",
            "general",
            "--config",
            shared.resolve("embedder.json"),
            "--scans",
            2,
            "--out",
            shared.resolve("embedder"),
            "--synthesize",
            shared.resolve("pictures")));
    done(
        words(
            SCANS,
            "embed",
            "--model",
            shared.resolve("embedder"),
            "--split-shares",
            "0.25,0",
            "--out",
            shared.resolve("pairs"),
            "--synthesize",
            shared.resolve("pictures")));
    Files.writeString(
        shared.resolve("recolourer.json"),
        """
        {"model": {"channels": 7, "dim": 16, "heads": 2, "dim_head": 8, "depth": 1},
         "crop": 16, "batch": 2, "loss": {"kind": "redmean"},
         "run": {"epochs": 1, "steps_per_epoch": 4}}
        """);
    done(
        "train-recolourer",
        "--preset",
        "general",
        "--config",
        shared.resolve("recolourer.json"),
        "--pairs",
        shared.resolve("pairs"),
        "--out",
        shared.resolve("recolourer"));
    done(words(SCANS, "synthesize", shared.resolve("pictures"), "--out", shared.resolve("cubes")));
  }

  private static Path cube() throws IOException {
    try (Stream<Path> files = Files.list(shared.resolve("cubes"))) {
      return files.filter(f -> f.toString().endsWith(".h5")).sorted().findFirst().orElseThrow();
    }
  }

  @Test
  void aTrainedModelKnowsHowFarItCanBeTrusted() throws IOException {
    JsonNode trust =
        JSON.readTree(shared.resolve("recolourer").resolve("model/trust.json").toFile());
    assertEquals(0.9, trust.get("level").asDouble());
    Path picture = folder.resolve("p.png");
    Path radius = folder.resolve("u.png");
    JsonNode made =
        JSON.readTree(
            done(
                    "recolour",
                    cube(),
                    "--model",
                    shared.resolve("recolourer"),
                    "--out",
                    picture,
                    "--uncertainty",
                    radius,
                    "--json")
                .out());
    assertEquals(0.9, made.get("level").asDouble());
    assertTrue(made.get("interval").get("median").asDouble() > 0);
    assertTrue(made.get("foreign_share").asDouble() >= 0);
    assertTrue(made.get("samples").isNull());
    assertEquals(32, Picture.read(picture).height());
    assertEquals(36, Picture.read(radius).width());
  }

  @Test
  void storedCubesAreEmbeddedAsThoseThatAreDrawn() throws IOException {
    done("embed", cube(), "--model", shared.resolve("embedder"), "--out", folder.resolve("pairs"));
    String name = cube().getFileName().toString().replace(".h5", "");
    for (String file : new String[] {name + ".npy", name + "-evidence.npy"}) {
      assertArrayEquals(
          Files.readAllBytes(shared.resolve("pairs").resolve(file)),
          Files.readAllBytes(folder.resolve("pairs").resolve(file)),
          file);
    }
  }

  @Test
  void scansAreJudgedBesideDecoderAndLimit() throws IOException {
    JsonNode found =
        JSON.readTree(
            done(words(
                    SCANS,
                    "evaluate",
                    "--model",
                    shared.resolve("recolourer"),
                    "--json",
                    "--save",
                    folder.resolve("pictures"),
                    "--bounds",
                    shared.resolve("pictures"),
                    "--synthesize",
                    shared.resolve("pictures")))
                .out());
    assertEquals(
        "[model, per pixel, mean colour, decoder, limit]",
        found.get("methods").findValuesAsText("method").toString());
    assertEquals(4, found.get("trust").size());
    assertEquals(20, found.get("images").size());
    double limit = deltaE(found, 4);
    assertTrue(limit < deltaE(found, 2), "limit " + limit + " below the mean colour's");
    try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
      assertEquals(24, files.count());
    }
  }

  private static double deltaE(JsonNode found, int method) {
    return found.get("methods").get(method).get("mean").get("delta_e").asDouble();
  }

  @Test
  void withoutAModelTheBuiltInOneRecolours() throws IOException {
    Path picture = folder.resolve("p.png");
    JsonNode made = JSON.readTree(done("recolour", cube(), "--out", picture, "--json").out());
    assertEquals(0.9, made.get("level").asDouble());
    assertFalse(made.get("foreign_share").isNull());
    assertEquals(36, Picture.read(picture).width());
    refused(
        "--embedder: expected --model as well",
        "view",
        cube(),
        "--no-browser",
        "--embedder",
        shared.resolve("embedder"));
    refused(
        "--embedder: expected --model as well",
        "recolour",
        cube(),
        "--out",
        picture,
        "--embedder",
        shared.resolve("embedder"));
  }

  @Test
  void equalSeedsRenewEqualScans() throws IOException {
    assertTwiceTheSame(
        "train-embedder",
        "--preset",
        "general",
        "--config",
        shared.resolve("embedder.json"),
        "--set",
        "split.validation=0.25",
        "--renewed",
        3);
  }

  /** Trains twice on scans of the pictures. */
  private void assertTwiceTheSame(Object... arguments) throws IOException {
    for (String run : new String[] {"first", "second"}) {
      Object[] places = {
        "--out", folder.resolve(run), "--synthesize", shared.resolve("pictures"),
      };
      done(words(words(places, SCANS), arguments));
    }
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("first/model/weights.safetensors")),
        Files.readAllBytes(folder.resolve("second/model/weights.safetensors")));
  }

  @Test
  void aRecolourerTrainsOnScansThatArePaintedAnew() throws IOException {
    assertTwiceTheSame(
        "train-recolourer",
        "--preset",
        "general",
        "--config",
        shared.resolve("recolourer.json"),
        "--pairs",
        shared.resolve("pairs"),
        "--renewed",
        2);
    refused(
        "--renewed: expected with --synthesize",
        "train-recolourer",
        "--pairs",
        shared.resolve("pairs"),
        "--out",
        folder.resolve("third"),
        "--renewed",
        2);
  }

  @Test
  void anEmbedderInContextIsNoOnnxGraph() {
    refused(
        "in the context of their scan",
        "export",
        "--model",
        shared.resolve("embedder"),
        "--format",
        "onnx",
        "--out",
        folder.resolve("e.onnx"));
  }

  @Test
  void askingForTheWrongThingIsRefused() throws IOException {
    refused("expected either --cubes or --synthesize", "train-embedder", "--out", folder);
    refused(
        "--scans: 0",
        words(SCANS, "synthesize", shared.resolve("pictures"), "--out", folder, "--scans", 0));
    refused(
        "--renewed: 0, expected 1 to 10000",
        words(
            SCANS,
            "train-embedder",
            "--synthesize",
            shared.resolve("pictures"),
            "--out",
            folder.resolve("e"),
            "--renewed",
            0));
    refused(
        "--renewed: 5, expected with --synthesize only",
        "train-embedder",
        "--cubes",
        shared.resolve("cubes"),
        "--out",
        folder.resolve("e"),
        "--renewed",
        5);
    refused(
        "--bounds: expected --synthesize",
        "evaluate",
        "--pairs",
        shared.resolve("pairs"),
        "--bounds",
        shared.resolve("pictures"));
    refused(
        "--bounds: --gain-drift with --paint ganx, expected spectra as they are mixed",
        "evaluate",
        "--model",
        shared.resolve("recolourer"),
        "--bounds",
        shared.resolve("pictures"),
        "--gain-drift",
        0.01,
        "--synthesize",
        shared.resolve("pictures"));
    refused("expected either --pairs or --synthesize", "evaluate");
    refused(
        "--split-shares: 0.1",
        "embed",
        "--model",
        shared.resolve("embedder"),
        "--out",
        folder.resolve("p"),
        "--split-shares",
        "0.1",
        cube());
  }
}
