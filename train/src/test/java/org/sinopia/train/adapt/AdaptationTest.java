package org.sinopia.train.adapt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.RecolourerDescription;
import org.sinopia.train.run.RunListener;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;

class AdaptationTest {
  private static final EmbedderConfig EMBEDDER =
      new EmbedderConfig(
          64, List.of(32, 16), 4, List.of(16), 0, EmbedderConfig.Prior.NORMAL, 12, true, 8);

  @TempDir Path folder;

  private final List<Estimate> told = new ArrayList<>();

  private ModelFolder model() throws IOException {
    try (Scope scope = Scope.open(Device.cpu())) {
      VariationalEmbedder embedder = new VariationalEmbedder(EMBEDDER);
      embedder.allocate(scope, 3);
      ModelFolder own =
          ModelFolder.write(
              folder.resolve("start/embedder"),
              new EmbedderDescription(
                  EMBEDDER,
                  new EnergyAxis(64, 0.5, 38.5),
                  SpectrumScaling.SQRT_BY_SCAN,
                  List.of(),
                  Collections.nCopies(4, 0.0),
                  Collections.nCopies(4, 1.0)),
              embedder.state());
      SmallUViTConfig config =
          new SmallUViTConfig(
              4,
              7,
              16,
              2,
              8,
              2,
              1,
              Shift.DIAGONAL,
              SmallUViTConfig.Skip.ADD,
              Positions.Kind.NONE,
              false,
              0,
              0,
              false,
              List.of(16, 16),
              true,
              false);
      Recolourer recolourer = config.build();
      recolourer.allocate(scope, 4);
      Path target = folder.resolve("start-model");
      ModelFolder whole =
          ModelFolder.write(target, new RecolourerDescription(config), recolourer.state());
      own.copyInto(target);
      return whole;
    }
  }

  private Adaptation.Result adapt(String out, AlignConfig.Domain domain, int steps)
      throws IOException {
    ModelFolder model = model();
    DataCube cube =
        SmallScan.of(Instruments.GENERIC, "medieval", GroundKind.GESSO, 24, 3000, 11).cube();
    SequencedMap<String, Supplier<Picture>> pictures = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      long seed = i;
      pictures.put("p" + i, () -> Painter.paint(44, 44, seed));
    }
    AdaptWatcher watcher =
        new AdaptWatcher() {
          @Override
          public void estimate(Estimate estimate) {
            told.add(estimate);
          }

          @Override
          public void stage(String name) {}

          @Override
          public List<RunListener> training(String unit, int batch, String score) {
            return List.of();
          }
        };
    return new Adaptation(
            model.ownEmbedder().orElseThrow(),
            model,
            PigmentLibrary.builtin(),
            new AdaptConfig(8, 44, steps, 20, 2, 1, 64, domain, 1),
            Device.cpu(),
            watcher)
        .run(
            cube,
            "<b>&scan",
            new Adaptation.Wishes(
                // Given, because another test covers the look.
                new ScanLook.Known(Optional.of(Instruments.GENERIC), Optional.of("medieval")),
                Optional.of(GroundKind.GESSO),
                pictures,
                true),
            folder.resolve(out));
  }

  @Test
  void aModelOfRandomWeightsIsAdaptedAndTheRunRecoloursByItself() throws IOException {
    Adaptation.Result result = adapt("run", AlignConfig.Domain.LATENT, 60);
    assertTrue(result.adapted(), result.verdict());
    assertTrue(result.after().deltaE() < result.before().deltaE());
    assertEquals(told, result.estimates());
    assertEquals("painted", told.getLast().what());
    assertTrue(told.stream().noneMatch(e -> e.what().equals("tube")), "the instrument was given");
    assertTrue(told.getLast().value().contains(" 1"), told.getLast().line());
    ModelFolder adapted = ModelFolder.open(folder.resolve("run"));
    assertTrue(adapted.ownEmbedder().isPresent());
    assertTrue(adapted.trust().isPresent());
    String page = Files.readString(folder.resolve("run/report.html"));
    assertTrue(page.contains("&lt;b&gt;&amp;scan"), "the name is escaped");
    assertFalse(page.contains("<b>&scan"));
    for (String file : List.of("before.png", "after.png", "adapt.json", "instrument.json")) {
      assertTrue(Files.isRegularFile(folder.resolve("run").resolve(file)), file);
    }
    assertFalse(Files.exists(folder.resolve("run/pairs")), "no latents are left");
  }

  @Test
  void theSameSeedMakesTheSameModel() throws IOException {
    adapt("one", AlignConfig.Domain.PENULTIMATE, 6);
    adapt("two", AlignConfig.Domain.PENULTIMATE, 6);
    assertArrayEquals(
        Files.readAllBytes(ModelFolder.open(folder.resolve("one")).weights()),
        Files.readAllBytes(ModelFolder.open(folder.resolve("two")).weights()));
    assertEquals(
        Files.readString(folder.resolve("one/report.html")),
        Files.readString(folder.resolve("two/report.html")));
  }

  @Test
  void aModelThatIsNoBetterIsNotTakenAndTheOldOneIsKeptToTheByte() throws IOException {
    ModelOnScan.Measured old = new ModelOnScan.Measured(10, 0.8, 0.1, null);
    assertTrue(Adaptation.better(old, new ModelOnScan.Measured(9.9, 0.7, 0.2, null)));
    assertFalse(Adaptation.better(old, old));
    assertFalse(Adaptation.better(old, new ModelOnScan.Measured(Double.NaN, 0.9, 0, null)));
    ModelFolder model = model();
    Files.writeString(model.folder().resolve("scans.safetensors"), "what was measured");
    new Adaptation(
            model.ownEmbedder().orElseThrow(),
            model,
            PigmentLibrary.builtin(),
            AdaptConfig.DEFAULT,
            Device.cpu(),
            null)
        .copy(folder.resolve("kept"));
    ModelFolder kept = ModelFolder.open(folder.resolve("kept"));
    assertEquals(model.sha256(), kept.sha256());
    assertEquals("what was measured", Files.readString(folder.resolve("kept/scans.safetensors")));
    assertEquals(
        model.ownEmbedder().orElseThrow().sha256(), kept.ownEmbedder().orElseThrow().sha256());
    kept.forgetScans();
    kept.forgetScans();
    assertFalse(Files.exists(folder.resolve("kept/scans.safetensors")));
  }
}
