package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.instrument.InstrumentFile;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.spectrum.SpectrumFile;

class XrfCommandTest {

  @TempDir Path folder;

  private static final double FISX_HG_LA1 = 0.052483;

  private static JsonNode json(Object... arguments) throws IOException {
    Ran ran = Ran.sinopia(arguments);
    assertEquals(0, ran.status(), ran.err());
    return new ObjectMapper().readTree(ran.out());
  }

  private static JsonNode line(JsonNode answer, String element, String name) {
    for (JsonNode line : answer.get("lines")) {
      if (line.get("element").asText().equals(element) && line.get("line").asText().equals(name)) {
        return line;
      }
    }
    throw new AssertionError("no " + element + " " + name);
  }

  /**
   * Cinnabar, 20 µm, at 17.44 keV and 45/45 degrees: 1 photon in makes N·w·P·r·(1 − exp(−χm))/χ/sin
   * of them, computed with fisx 1.2 on the same layer and xraylib's yields.
   */
  @Test
  void jsonListsEveryLineAndItsPhotons() throws IOException {
    JsonNode answer =
        json(
            "xrf",
            "--layer",
            "=HgS:100@20um/8.1",
            "--beam",
            17.44,
            "--angles",
            "45,45",
            "--counts",
            10_000,
            "--json");
    assertEquals(10_000, answer.get("total_counts").asDouble(), 1e-6);
    JsonNode la = line(answer, "Hg", "L3M5");
    assertEquals("La1", la.get("siegbahn").asText());
    assertEquals(9.989, la.get("energy_kev").asDouble(), 1e-9);
    assertEquals(FISX_HG_LA1, la.get("emitted").asDouble(), 0.03 * FISX_HG_LA1);
    assertTrue(la.get("enhancement").asDouble() > 0.01 && la.get("enhancement").asDouble() < 0.05);
    double sum = 0;
    for (JsonNode line : answer.get("lines")) {
      sum += line.get("counts").asDouble();
      assertTrue(line.get("emitted").asDouble() > 0);
      assertEquals(7, line.size());
    }
    assertTrue(sum < 10_000 && sum > 7_000, "counts of lines: " + sum);
  }

  @Test
  void layersLieAboveOneAnotherAndTheGround() throws IOException {
    JsonNode bare = json("xrf", "--layer", "titanium white@30um", "--ground", "gesso", "--json");
    JsonNode covered =
        json(
            "xrf",
            "--layer",
            "cinnabar:60,carbon black:40@20um",
            "--layer",
            "titanium white@30um",
            "--ground",
            "gesso",
            "--json");
    double before = line(bare, "Ti", "KL3").get("emitted").asDouble();
    double after = line(covered, "Ti", "KL3").get("emitted").asDouble();
    assertTrue(after < 0.5 * before, after + " of " + before);
    assertTrue(line(covered, "Ca", "KL3").get("emitted").asDouble() > 0);
    assertTrue(line(covered, "Hg", "L3M5").get("counts").asDouble() > 0);
  }

  @Test
  void spectraAreWrittenAsTextAndPicture() throws IOException {
    Path csv = folder.resolve("s.csv");
    Path msa = folder.resolve("s.msa");
    Path png = folder.resolve("s.png");
    Ran ran =
        Ran.sinopia(
            "xrf", "--layer", "cinnabar@20um", "--instrument", "elio", "--out", csv, "--plot", png);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("all counts"), ran.out());
    assertEquals(4096, SpectrumFile.read(csv).channels());
    assertEquals(1000, ImageIO.read(png.toFile()).getWidth());
    assertEquals(
        0,
        Ran.sinopia("xrf", "--layer", "cinnabar@20um", "--instrument", "elio", "--out", msa)
            .status());
    assertEquals(SpectrumFile.read(csv).counts(999), SpectrumFile.read(msa).counts(999), 1e-6);
    assertEquals(
        SpectrumFile.read(csv).energyKev(999), SpectrumFile.read(msa).energyKev(999), 1e-6);
  }

  @Test
  void instrumentsComeFromNamesFilesAndSeeds() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(file, InstrumentFile.json(Instruments.CHNET));
    Object[] named = {"xrf", "--layer", "cinnabar@20um", "--instrument", "chnet", "--json"};
    Object[] filed = {"xrf", "--layer", "cinnabar@20um", "--instrument", file, "--json"};
    assertEquals(json(named), json(filed));
    JsonNode drawn = json("xrf", "--layer", "cinnabar@20um", "--instrument", "random:3", "--json");
    assertFalse(drawn.equals(json(named)));
  }

  @Test
  void badInputIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("bad.json");
    Files.writeString(file, "{\"name\": 3");
    Ran.refused("--layer", "xrf");
    Ran.refused(
        "gypsum.jpg: unknown kind, expected .png",
        "xrf",
        "--layer",
        "cinnabar@20um",
        "--plot",
        "gypsum.jpg");
    Ran.refused("bare), or none", "xrf", "--layer", "cinnabar@20um", "--ground", "sand");
    Ran.refused(
        "generic, random:SEED, or the JSON file of one",
        "xrf",
        "--layer",
        "cinnabar@20um",
        "--instrument",
        "m7");
    Ran.refused("unknown ground 'sand'", "xrf", "--layer", "cinnabar@20um", "--ground", "sand");
    Ran.refused("unknown instrument 'm7'", "xrf", "--layer", "cinnabar@20um", "--instrument", "m7");
    Ran.refused("bad.json: ", "xrf", "--layer", "cinnabar@20um", "--instrument", file);
    Ran.refused("no such file", "xrf", "--layer", "cinnabar@20um", "--instrument", "gone.json");
    Ran.refused("no thickness", "xrf", "--layer", "cinnabar");
    Ran.refused("'phlogiston'", "xrf", "--layer", "phlogiston@3um");
    Ran.refused("--angles is '45'", "xrf", "--layer", "cinnabar@20um", "--angles", "45");
    Ran.refused("take_off_deg", "xrf", "--layer", "cinnabar@20um", "--angles", "45,99");
    Ran.refused("energy is 99.0 keV", "xrf", "--layer", "cinnabar@20um", "--beam", 99);
    Ran.refused("--counts", "xrf", "--layer", "cinnabar@20um", "--counts", 0);
    Ran.refused(
        "unknown kind", "xrf", "--layer", "cinnabar@20um", "--out", folder.resolve("s.xyz"));
    Ran.refused("expected that last", "xrf", "--layer", "cinnabar@inf", "--layer", "cinnabar@20um");
  }
}
