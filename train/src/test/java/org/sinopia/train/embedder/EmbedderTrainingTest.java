package org.sinopia.train.embedder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.run.EpochReport;
import org.sinopia.train.run.RunListener;
import org.sinopia.train.run.TrainingRun;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.pigment.SimulatedPalette;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.CubeSynthesis;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;

class EmbedderTrainingTest {
  private static final EnergyAxis AXIS = new EnergyAxis(64, 0.5, 38.5);

  private static final String CONFIG =
      """
      {"model": {"bins": 64, "encoder": [32, 16], "decoder": [32]}, "energy": {"bins": 64},
       "batch": 64, "spectra": 6400, "sample": 256, "validation": 256,
       "least_clusters": 4, "most_clusters": 4,
       "run": {"steps_per_epoch": 40, "epochs": 6,
               "optimiser": {"learning_rate": 0.005}, "warm_up": {"steps": 10}}}
      """;

  private static final Picture BLANK = Picture.of(16, 16, new float[3 * 16 * 16]);

  @TempDir Path folder;

  private final List<EpochReport> epochs = new ArrayList<>();

  private static EmbedderTrainingConfig config(String more) {
    return ConfigJson.parse(more, "more", ConfigJson.parse(CONFIG, "c", Preset.SMALL.config()));
  }

  /** Bands of the colours of four pigments whose spectra differ, in an order that turns. */
  private static List<SyntheticCube> cubes() {
    Palette all = SimulatedPalette.DEFAULT.palette(AXIS);
    List<Pigment> four =
        List.of("cinnabar", "cobalt blue", "titanium white", "red ochre").stream()
            .map(all::pigment)
            .toList();
    List<SyntheticCube> cubes = new ArrayList<>();
    for (int turn = 0; turn < 4; turn++) {
      int side = 16;
      float[] planes = new float[3 * side * side];
      for (int i = 0; i < side * side; i++) {
        Srgb colour = four.get((i % side / 4 + turn) % 4).colour();
        planes[i] = (float) colour.r();
        planes[side * side + i] = (float) colour.g();
        planes[2 * side * side + i] = (float) colour.b();
      }
      Picture picture = Picture.of(side, side, planes);
      PaintedPicture painted =
          new PaintedPicture(
              picture,
              ColourClusters.of(picture, 4, 0, 1),
              new PigmentMixing(new Palette(four), 0.95));
      cubes.add(new SyntheticCube(painted, new ScanConditions(200, false, 0, 0, 0, 0), turn));
    }
    return cubes;
  }

  private static List<CubeSource> drawn() {
    List<CubeSource> sources = new ArrayList<>();
    for (SyntheticCube cube : cubes()) {
      sources.add(CubeSource.of("bands " + sources.size(), cube, BLANK));
    }
    return sources;
  }

  private TrainingRun.Result train(
      List<CubeSource> sources, EmbedderTrainingConfig config, String run, boolean resume)
      throws IOException {
    RunListener listener =
        new RunListener() {
          @Override
          public void validated(EpochReport report) {
            epochs.add(report);
          }
        };
    return EmbedderTraining.train(
        sources, config, folder.resolve(run), resume, Device.cpu(), List.of(listener));
  }

  private byte[] weights(String run) throws IOException {
    return Files.readAllBytes(ModelFolder.open(folder.resolve(run)).weights());
  }

  @Test
  void clustersOfLatentsArePigments() throws IOException {
    train(drawn(), config("{}"), "run", false);
    double ari = epochs.getLast().validation().get("ari");
    assertTrue(ari > 0.7, "adjusted Rand index " + ari);
    double first = epochs.getFirst().validation().get("loss");
    assertTrue(epochs.getLast().validation().get("loss") < first, "the loss fell from " + first);
  }

  @Test
  void cubesOnDiskTrainTheSameWeightsAsCubesDrawnOnTheFly() throws IOException {
    EmbedderTrainingConfig config = config("{\"run\": {\"epochs\": 1}}");
    train(drawn(), config, "drawn", false);
    List<CubeSource> stored = new ArrayList<>();
    for (SyntheticCube cube : cubes()) {
      Path file = folder.resolve("bands " + stored.size() + ".h5");
      CubeSynthesis.write(cube, file, 1, pixels -> {});
      stored.add(CubeSource.of(file));
    }
    train(stored, config, "stored", false);
    assertArrayEquals(weights("drawn"), weights("stored"));
    assertTrue(epochs.get(0).validation().containsKey("ari"));
    assertFalse(epochs.get(1).validation().containsKey("ari"), "no pigments are known of files");
  }

  @Test
  void aMixturePriorStartsOnTheClustersAndGoesOnAfterAStop() throws IOException {
    String mixture =
        """
        {"model": {"prior": "mixture", "components": 4}, "loss": {"beta": {"value": 1e-4}},
         "run": {"epochs": 3}}
        """;
    train(drawn(), config(mixture), "whole", false);
    Path run = folder.resolve("stopped");
    // A listener that fails after two epochs stands for a stop between epochs.
    RunListener stop =
        new RunListener() {
          @Override
          public void stepped(long step, double rate, TrainingStep.Outcome outcome)
              throws IOException {
            if (step == 90) {
              throw new IOException("stop");
            }
          }
        };
    try {
      EmbedderTraining.train(drawn(), config(mixture), run, false, Device.cpu(), List.of(stop));
    } catch (IOException e) {
      assertEquals("stop", e.getMessage());
    }
    train(drawn(), config(mixture), "stopped", true);
    assertArrayEquals(weights("whole"), weights("stopped"));
    try (Scope scope = Scope.open(Device.cpu())) {
      var prior = ModelFolder.open(run).loadEmbedder(scope).prior().orElseThrow();
      Tensor means = prior.state().get("mean");
      double[] values = means.toDoubles();
      for (int a = 0; a < 4; a++) {
        for (int b = 0; b < a; b++) {
          double distance = 0;
          for (int d = 0; d < 3; d++) {
            distance += Math.pow(values[a * 3 + d] - values[b * 3 + d], 2);
          }
          assertTrue(distance > 0.01, "components " + a + " and " + b + " are one");
        }
      }
    }
  }

  @Test
  void oneCubeIsTrainedAndJudgedOn() throws IOException {
    train(drawn().subList(0, 1), config("{\"run\": {\"epochs\": 1}}"), "run", false);
    assertEquals(1, epochs.size());
  }
}
