package org.sinopia.train.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.Device;
import org.sinopia.train.inference.Models;
import org.sinopia.train.model.BuiltInModel;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.view.layer.Layer;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.format.CubeFile;

class ModelLayersTest {
  @TempDir private static Path folder;
  private static Path scan;

  @BeforeAll
  static void scan() throws Exception {
    scan = TestScan.write(folder.resolve("scan.h5"));
  }

  /** Remembers what it is told. */
  private static final class Remembering implements ModelLayers.Sink {
    private final List<Layer> layers = new ArrayList<>();
    private final Set<String> stages = new LinkedHashSet<>();

    @Override
    public void show(Layer layer) {
      layers.add(layer);
    }

    @Override
    public void progress(String stage, double share) {
      assertTrue(share >= 0 && share <= 1, stage + " " + share);
      stages.add(stage);
    }

    private List<String> ids() {
      return layers.stream().map(Layer::id).toList();
    }

    private Layer.Numbers numbers(String id) {
      return layers.stream()
          .filter(layer -> layer.id().equals(id))
          .map(Layer.Numbers.class::cast)
          .findFirst()
          .orElseThrow();
    }
  }

  private static Remembering shown(ModelFolder embedder, ModelFolder recolourer)
      throws IOException {
    Remembering sink = new Remembering();
    try (DataCube cube = CubeFile.open(scan, CubeSelection.DEFAULT)) {
      new ModelLayers(embedder, recolourer).compute(cube, "scan", Device.cpu(), () -> true, sink);
    }
    return sink;
  }

  @Test
  void theBuiltInModelSaysHowFarItCanBeTrusted() throws IOException {
    try (BuiltInModel model = BuiltInModel.unpack()) {
      Remembering sink = shown(model.embedder(), model.recolourer());
      assertEquals(
          List.of("recoloured", "uncertainty", "novelty", "latents"), sink.ids().subList(0, 4));
      assertEquals("ΔE00 within which 90 of 100 lie", sink.numbers("uncertainty").unit());
      assertTrue(sink.numbers("uncertainty").plane().get(0, 0) > 0);
      int dimensions = model.embedder().embedder().config().latent();
      assertEquals(4 + dimensions, sink.layers.size());
      assertEquals(Set.of("latents", "recolouring"), sink.stages);
    }
  }

  @Test
  void aModelThatDoesNotKnowThatIsSampled() throws IOException {
    Remembering sink =
        shown(
            Models.embedder(folder.resolve("embedder"), 1),
            Models.recolourer(folder.resolve("recolourer"), 2));
    assertEquals(
        List.of("recoloured", "uncertainty", "latents", "latent-1", "latent-2", "latent-3"),
        sink.ids());
    assertEquals("spread of colour", sink.numbers("uncertainty").unit());
    assertEquals(Set.of("latents", "recolouring", "uncertainty"), sink.stages);
  }

  @Test
  void workEndsWhenNobodyWantsItAnyMore() throws IOException {
    ModelFolder embedder = Models.embedder(folder.resolve("embedder-2"), 1);
    ModelFolder recolourer = Models.recolourer(folder.resolve("recolourer-2"), 2);
    Remembering sink = new Remembering();
    try (DataCube cube = CubeFile.open(scan, CubeSelection.DEFAULT)) {
      ModelLayers layers = new ModelLayers(embedder, recolourer);
      assertThrows(
          CancellationException.class,
          () -> layers.compute(cube, "scan", Device.cpu(), () -> false, sink));
    }
    assertEquals(List.of(), sink.ids());
  }
}
