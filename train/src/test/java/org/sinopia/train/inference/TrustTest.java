package org.sinopia.train.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.nn.ConfigJson;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.Trust;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.picture.Picture;

class TrustTest {
  private static final Trust TRUST =
      new Trust(
          0.9,
          List.of(100.0),
          List.of(5.0),
          List.of(List.of(20.0, 30.0), List.of(2.0, 3.0)),
          List.of(50.0, 80.0),
          9);

  @TempDir Path folder;

  @Test
  void aPixelHasTheRadiusOfItsCountsAndDisagreement() {
    assertEquals(20, TRUST.radius(99, 4.9));
    assertEquals(30, TRUST.radius(99, 5));
    assertEquals(2, TRUST.radius(100, 0));
    assertEquals(3, TRUST.radius(1e6, 50));
  }

  @Test
  void aPixelIsForeignIfEitherMisfitOrDistanceIsUnusual() {
    assertTrue(TRUST.novelty(50, 49, 8) < 1);
    assertTrue(TRUST.novelty(50, 51, 0) > 1);
    assertTrue(TRUST.novelty(500, 51, 0) < 1);
    assertTrue(TRUST.novelty(500, 0, 9.1) > 1);
  }

  @Test
  void jsonKeepsAllOfItAndRefusesWhatDoesNotFit() {
    assertEquals(TRUST, ConfigJson.parse(ConfigJson.write(TRUST), "trust.json", Trust.NOTHING));
    assertThrows(
        ConfigJson.InvalidConfigException.class,
        () -> ConfigJson.parse("{\"count_bounds\": [1, 2]}", "trust.json", Trust.NOTHING));
    assertThrows(
        ConfigJson.InvalidConfigException.class,
        () -> ConfigJson.parse("{\"level\": 1}", "trust.json", Trust.NOTHING));
  }

  @Test
  void nineTenthsOfThePixelsLieWithinTheirRadius() throws IOException {
    int side = 64;
    PairsFiles.write(folder, side, side);
    PairsManifest plain = PairsFolder.open(folder).manifest();
    List<PairsManifest.Entry> entries = new ArrayList<>();
    for (PairsManifest.Entry e : plain.pairs()) {
      Evidence evidence = new Evidence(side, side);
      RandomStream random = new RandomStream(5, e.name().hashCode(), 0);
      for (int i = 0; i < side * side; i++) {
        evidence.set(i, (float) random.between(100, 20_000), (float) random.between(0, 100));
      }
      String file = e.name() + Evidence.ENDING;
      evidence.write(folder.resolve(file));
      entries.add(
          new PairsManifest.Entry(
              e.name(),
              e.latent(),
              e.picture(),
              e.height(),
              e.width(),
              e.split(),
              e.target(),
              e.dominant(),
              e.paint(),
              file,
              null));
    }
    Files.writeString(
        folder.resolve(PairsManifest.FILE),
        ConfigJson.write(new PairsManifest(plain.embedderSha256(), plain.embedder(), entries)));
    Path models = folder.resolve("models");
    ModelFolder model = Models.recolourer(models.resolve("recolourer"), 1);
    Models.embedder(models.resolve("embedder"), 1).copyInto(models.resolve("recolourer"));
    PairsFolder pairs = PairsFolder.open(folder);
    Trust trust = TrustMeasure.of(pairs, model, Device.cpu()).orElseThrow();
    model.write(trust);
    assertEquals(trust, model.trust().orElseThrow());
    int foreign = 0;
    int all = 0;
    for (PairsManifest.Entry entry : pairs.manifest().pairs().subList(0, 6)) {
      Evidence evidence = pairs.evidence(entry).orElseThrow();
      for (int i = 0; i < side * side; i++) {
        foreign += trust.novelty(evidence.counts(i), evidence.misfit(i), 0) > 1 ? 1 : 0;
        all++;
      }
    }
    assertTrue(foreign <= 0.0101 * all, foreign + " of " + all + " are foreign");
  }

  @Test
  void hatchingTouchesOnlyWhatItIsAskedTo() {
    Picture grey = Picture.of(12, 12, new float[3 * 144]);
    Picture hatched = Hatching.over(grey, i -> i >= 72);
    int lit = 0;
    for (int i = 0; i < 144; i++) {
      boolean changed = hatched.planes()[i] > 0;
      assertFalse(changed && i < 72);
      lit += changed ? 1 : 0;
    }
    assertEquals(12, lit);
    assertArrayEquals(new float[3 * 144], grey.planes());
  }
}
