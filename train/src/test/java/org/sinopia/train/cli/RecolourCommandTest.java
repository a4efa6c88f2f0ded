package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.train.inference.Models;
import org.sinopia.train.model.BuiltInModel;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.picture.Picture;

class RecolourCommandTest {
  @TempDir Path folder;
  private Path embedder;
  private Path model;
  private Path out;

  @BeforeEach
  void train() throws IOException {
    embedder = folder.resolve("embedder-run");
    model = folder.resolve("recolourer-run");
    out = folder.resolve("picture.png");
    Models.embedder(embedder.resolve("model"), 1);
    Models.recolourer(model.resolve("model"), 2);
  }

  private Path cube(String name, int height, int width, EnergyAxis axis) throws IOException {
    Path file = folder.resolve(name);
    CubeHeader header =
        new CubeHeader(height, width, axis.bins(), SampleType.U16, Optional.of(axis), Map.of());
    try (Arena arena = Arena.ofConfined();
        CubeWriter writer = CubeFile.create(file, header)) {
      MemorySegment counts = arena.allocate(header.bytes(writer.grid().cell(0)), 64);
      for (Tile tile : writer.grid()) {
        RandomStream random = new RandomStream(7, tile.row(), tile.column());
        long samples = tile.pixels() * axis.bins();
        for (long i = 0; i < samples; i += 1 + random.below(16)) {
          counts.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) random.below(50));
        }
        writer.write(tile, counts);
      }
      writer.finish();
    }
    return file;
  }

  @Test
  void latentsThatEmbedWroteGiveTheSamePicture() throws IOException {
    Path cube = cube("c.h5", 37, 53, Models.AXIS);
    Path builtIn = folder.resolve("built-in.png");
    Ran made = Ran.sinopia("recolour", cube, "--out", builtIn);
    assertEquals(0, made.status(), made.err());

    Path pairs = folder.resolve("pairs");
    try (BuiltInModel unpacked = BuiltInModel.unpack()) {
      Path own = unpacked.embedder().folder();
      Ran embedded = Ran.sinopia("embed", cube, "--model", own, "--out", pairs);
      assertEquals(0, embedded.status(), embedded.err());
    }
    Ran again = Ran.sinopia("recolour", cube, "--latents", pairs, "--out", out);
    assertEquals(0, again.status(), again.err());
    assertEquals(-1, Files.mismatch(builtIn, out));

    Ran.refused(
        "manifest.json: embedder_sha256 is ",
        "recolour",
        cube,
        "--latents",
        pairs,
        "--embedder",
        embedder,
        "--model",
        model,
        "--out",
        out);
    Ran.refused(
        "manifest.json: no pair is named d",
        "recolour",
        cube("d.h5", 37, 53, Models.AXIS),
        "--latents",
        pairs,
        "--out",
        out);
  }

  @Test
  void aModelThatInventsDetailSaysSoEachTime() throws IOException {
    Path cube = cube("c.h5", 37, 53, Models.AXIS);
    Path description = model.resolve("model").resolve("model.json");
    String plain = Files.readString(description);
    String no = "\"adversarial\" : false";
    String yes = "\"adversarial\" : true";
    assertTrue(plain.contains(no), plain);
    Object[] words = {
      "recolour", cube, "--embedder", embedder, "--model", model, "--out", out, "--json"
    };
    Ran quiet = Ran.sinopia(words);
    assertEquals("", quiet.err());
    assertTrue(quiet.out().contains(no), quiet.out());
    Files.writeString(description, plain.replace(no, yes));
    Ran said = Ran.sinopia(words);
    assertTrue(said.out().contains(yes), said.out());
    assertEquals(1, said.messages().size(), said.err());
    assertTrue(said.err().contains("it invents detail that the scan does not hold"), said.err());
    Files.writeString(description, plain.replace(no, "\"adversarial\" : 1"));
    Ran.refused("model.json: field adversarial: expected true or false", words);
  }

  @Test
  void aCubeBecomesAPictureOfItsSize() throws IOException {
    Path cube = cube("c.h5", 37, 53, Models.AXIS);
    Ran ran =
        Ran.sinopia(
            "recolour", cube, "--embedder", embedder, "--model", model, "--out", out, "--tile", 16);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("37 x 53 pixels"), ran.out());
    Picture picture = Picture.read(out);
    assertEquals(37, picture.height());
    assertEquals(53, picture.width());
    byte[] first = Files.readAllBytes(out);
    Ran again =
        Ran.sinopia(
            "recolor",
            cube,
            "--embedder",
            embedder.resolve("model"),
            "--model",
            model.resolve("model"),
            "--out",
            out,
            "--tile",
            16,
            "--json");
    assertEquals(0, again.status(), again.err());
    assertArrayEquals(first, Files.readAllBytes(out));
    JsonNode made = new ObjectMapper().readTree(again.out());
    assertEquals(64, made.get("model_sha256").asText().length());
    assertTrue(made.get("uncertainty").isNull());
    assertFalse(again.err().contains("not calibrated"), again.err());
    Path bare = folder.resolve("bare.npy");
    assertEquals(0, Ran.sinopia("convert", cube, bare).status());
    Ran guessed =
        Ran.sinopia("recolour", bare, "--embedder", embedder, "--model", model, "--out", out);
    assertTrue(guessed.err().contains("bare.npy: not calibrated: its "), guessed.err());
  }

  @Test
  void aModelThatHoldsItsEmbedderNeedsNoOther() throws IOException {
    Path cube = cube("c.h5", 16, 16, Models.AXIS);
    Ran without = Ran.sinopia("recolour", cube, "--model", model, "--out", out);
    assertEquals(2, without.status());
    assertTrue(without.err().contains("--embedder: missing"), without.err());
    ModelFolder.open(embedder).copyInto(model.resolve("model"));
    Ran with = Ran.sinopia("recolour", cube, "--model", model, "--out", out);
    assertEquals(0, with.status(), with.err());
    byte[] own = Files.readAllBytes(out);
    Ran given =
        Ran.sinopia("recolour", cube, "--model", model, "--embedder", embedder, "--out", out);
    assertEquals("", given.err());
    assertArrayEquals(own, Files.readAllBytes(out));
    Path other = Models.embedder(folder.resolve("other"), 9).folder();
    Ran foreign =
        Ran.sinopia("recolour", cube, "--model", model, "--embedder", other, "--out", out);
    assertEquals(0, foreign.status());
    assertTrue(foreign.err().contains("is not the one that"), foreign.err());
  }

  @Test
  void uncertaintyIsDrawnAndItsScaleTold() throws IOException {
    Path cube = cube("c.h5", 20, 24, Models.AXIS);
    Path spread = folder.resolve("u.png");
    Object[] command = {
      "recolour",
      cube,
      "--embedder",
      embedder,
      "--model",
      model,
      "--out",
      out,
      "--uncertainty",
      spread,
      "--samples",
      4,
      "--tile",
      16,
      "--json"
    };
    Ran ran = Ran.sinopia(command);
    assertEquals(0, ran.status(), ran.err());
    JsonNode made = new ObjectMapper().readTree(ran.out());
    JsonNode scale = made.get("uncertainty");
    assertEquals(4, made.get("samples").asInt());
    assertTrue(scale.get("mean").asDouble() > 0, ran.out());
    assertTrue(scale.get("median").asDouble() <= scale.get("percentile95").asDouble());
    assertTrue(scale.get("white").asDouble() <= scale.get("most").asDouble());
    Picture drawn = Picture.read(spread);
    assertEquals(20, drawn.height());
    assertEquals(24, drawn.width());
    byte[] bytes = Files.readAllBytes(spread);
    String white = String.format(Locale.ROOT, "white %.6f", scale.get("white").asDouble());
    assertTrue(new String(bytes, StandardCharsets.ISO_8859_1).contains(white), white);
    // The picture is that of the means, dropout off, whether or not uncertainty is asked for.
    byte[] picture = Files.readAllBytes(out);
    assertEquals(ran.out(), Ran.sinopia(command).out());
    assertArrayEquals(bytes, Files.readAllBytes(spread));
    Ran.sinopia(
        "recolour", cube, "--embedder", embedder, "--model", model, "--out", out, "--tile", 16);
    assertArrayEquals(picture, Files.readAllBytes(out));
  }

  @Test
  void aCubeLargerThanTheHeapIsRecoloured() throws IOException, InterruptedException {
    EnergyAxis fine = new EnergyAxis(512, 0.5, 38.5);
    Path cube = cube("large.hdr", 200, 300, fine);
    assertTrue(Files.size(folder.resolve("large.img")) > 58L << 20);
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:MaxDirectMemorySize=16m",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Sinopia.class.getName(),
                "recolour",
                cube.toString(),
                "--embedder",
                embedder.toString(),
                "--model",
                model.toString(),
                "--out",
                out.toString(),
                "--tile",
                "64")
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), said);
    Picture picture = Picture.read(out);
    assertEquals(200, picture.height());
    assertEquals(300, picture.width());
  }

  @Test
  void badInputIsOneLineAndLeavesNothing() throws IOException {
    Path cube = cube("c.h5", 16, 16, Models.AXIS);
    Path beyond = cube("beyond.h5", 16, 16, new EnergyAxis(32, 50, 60));
    Path weights = model.resolve("model/weights.safetensors");
    refused("--tile: 8, expected at least 16", cube, embedder, model, "--tile", 8);
    refused("--samples: 1, expected at least 2", cube, embedder, model, "--samples", 1);
    refused("missing.h5: file: not found", folder.resolve("missing.h5"), embedder, model);
    refused("missing: no such file", cube, folder.resolve("missing"), model);
    refused("holds a recolourer, expected an embedder", cube, model, model);
    refused("holds an embedder, expected a recolourer", cube, embedder, embedder);
    refused("no trained model", cube, folder, model);
    refused("energy: 50.0 to 60.0 keV", beyond, embedder, model);
    Files.write(weights, new byte[] {1, 2, 3});
    refused("weights.safetensors: 3 bytes", cube, embedder, model);
  }

  private void refused(String message, Path cube, Path embedder, Path model, Object... more) {
    Object[] command = new Object[8 + more.length];
    Object[] start = {"recolour", cube, "--embedder", embedder, "--model", model, "--out", out};
    System.arraycopy(start, 0, command, 0, start.length);
    System.arraycopy(more, 0, command, start.length, more.length);
    Ran.refused(message, command);
    assertFalse(Files.exists(out));
  }
}
