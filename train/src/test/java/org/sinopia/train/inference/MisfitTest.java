package org.sinopia.train.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.model.EmbedderDescription;

class MisfitTest {
  private static final EmbedderDescription DESCRIPTION = Models.embedderDescription();

  private static float[] counts(int pixels) {
    float[] counts = new float[pixels * DESCRIPTION.config().bins()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = 1 + i * 7 % 11;
    }
    return counts;
  }

  private static float[] measured(Misfit misfit, Scope step, int pixels, Evidence into) {
    float[] scaled = misfit.watch(counts(pixels), pixels, Optional.empty());
    float[] latents = new float[pixels * DESCRIPTION.config().latent()];
    misfit.measure(
        step.of(latents, pixels, DESCRIPTION.config().latent()), Optional.empty(), 0, into);
    return scaled;
  }

  @Test
  void batchesShareOneArrayAndAShorterOneIsMeasuredAsByItself() {
    try (Scope weights = Scope.open(Device.cpu());
        Scope step = Scope.open(Device.cpu())) {
      VariationalEmbedder model = new VariationalEmbedder(DESCRIPTION.config());
      model.allocate(weights, 3);
      Misfit misfit = new Misfit(DESCRIPTION, model, step);
      Evidence reused = new Evidence(1, 5);
      assertSame(measured(misfit, step, 5, new Evidence(1, 5)), measured(misfit, step, 2, reused));
      Evidence alone = new Evidence(1, 5);
      measured(new Misfit(DESCRIPTION, model, step), step, 2, alone);
      for (int pixel = 0; pixel < 2; pixel++) {
        assertEquals(alone.counts(pixel), reused.counts(pixel));
        assertEquals(alone.misfit(pixel), reused.misfit(pixel));
      }
    }
  }
}
