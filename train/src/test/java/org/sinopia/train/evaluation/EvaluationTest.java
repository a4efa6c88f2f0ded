package org.sinopia.train.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.Device;
import org.sinopia.train.baseline.Baselines;
import org.sinopia.train.baseline.ColouringMethod;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.inference.PairsFiles;
import org.sinopia.xrf.picture.Picture;

class EvaluationTest {
  @TempDir Path folder;

  private PairsFolder pairs() throws IOException {
    PairsFiles.write(folder, 24, 30);
    return PairsFolder.open(folder);
  }

  /** Says the truth, of some pictures only. */
  private record Oracle(PairsFolder pairs, String only) implements ColouringMethod {
    @Override
    public String name() {
      return "oracle";
    }

    @Override
    public Optional<float[]> colours(PairsManifest.Entry entry, LatentImage latent)
        throws IOException {
      return entry.name().equals(only)
          ? pairs.picture(entry).map(Picture::planes)
          : Optional.empty();
    }
  }

  @Test
  void theTruthIsPerfectAndCountsOnlyWhereItIsKnown() throws IOException {
    PairsFolder pairs = pairs();
    List<Evaluation.Result> results = new ArrayList<>();
    Evaluation evaluation =
        Evaluation.of(
            pairs,
            ImageSplit.TEST,
            3,
            List.of(new Oracle(pairs, "nine")),
            Device.cpu(),
            results::add);
    assertEquals(1, results.size());
    assertEquals("nine", results.getFirst().image());
    Evaluation.Method method = evaluation.methods().getFirst();
    assertEquals(1, method.images());
    assertEquals(1, method.mean().msSsim(), 1e-5);
    assertEquals(0, method.mean().deltaE(), 1e-6);
    assertNull(method.mean().psnr());
  }

  @Test
  void baselinesAreOfTheWorthTheirNamesSay() throws IOException {
    PairsFolder pairs = pairs();
    Map<String, ImageMetrics> means = new LinkedHashMap<>();
    Evaluation evaluation;
    try (Baselines baselines = Baselines.of(pairs, 3, Device.cpu(), 1)) {
      evaluation =
          Evaluation.of(
              pairs, ImageSplit.TEST, 3, baselines.colourings(), Device.cpu(), result -> {});
    }
    evaluation.methods().forEach(m -> means.put(m.method(), m.mean()));
    // Colours are a function of the pixel's latent: found by the perceptron, nearly so by the
    // nearest of 8192 neighbours, and not at all by their mean.
    assertTrue(means.get("pixel_mlp").redmean() < 0.05, means.toString());
    assertTrue(means.get("nearest_neighbour").redmean() < 0.15, means.toString());
    assertTrue(means.get("mean_colour").redmean() > 0.5, means.toString());
    assertTrue(means.get("clustered").redmean() > 0.1, means.toString());
    assertEquals(
        List.of("nearest_neighbour", "pixel_mlp", "clustered"),
        List.copyOf(evaluation.lossesOf("mean_colour").keySet()));
    for (List<String> metrics : evaluation.lossesOf("pixel_mlp").values()) {
      assertFalse(metrics.contains("redmean"), metrics.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> evaluation.lossesOf("nobody"));
  }

  @Test
  void scalesAreThoseThatSidesTake() {
    assertEquals(0, ImageMetrics.scales(10));
    assertEquals(1, ImageMetrics.scales(11));
    assertEquals(4, ImageMetrics.scales(175));
    assertEquals(5, ImageMetrics.scales(176));
    assertEquals(5, ImageMetrics.scales(4000));
  }
}
