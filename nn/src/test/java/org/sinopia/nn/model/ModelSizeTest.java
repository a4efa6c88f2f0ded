package org.sinopia.nn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelSizeTest {
  /** The paper's own figure (Bombini et al. 2024), and its seven temperatures. */
  @Test
  void thePaperPresetHasThePapersParameters() {
    SmallUViT model = new SmallUViT(SmallUViTConfig.PAPER);
    assertEquals(3_485_076, model.layerParameters());
    assertEquals(3_485_083, model.parameters());
  }

  /** The sum over its layers of in·out + out. */
  @Test
  void theEmbedderHasAsManyAsItsLayers() {
    int[] widths = {512, 256, 128, 64, 32, 6, 0, 3, 64, 128, 256, 512};
    int expected = 0;
    for (int i = 1; i < widths.length; i++) {
      boolean gap = widths[i] == 0 || widths[i - 1] == 0;
      expected += gap ? 0 : widths[i - 1] * widths[i] + widths[i];
    }
    assertEquals(347_942, expected);
    assertEquals(expected, new VariationalEmbedder(EmbedderConfig.PAPER).parameters());
  }

  @ParameterizedTest
  @EnumSource
  void baselinesAreOfAboutTheSameSize(Architecture architecture) {
    assertEquals(3_485_083, architecture.paper().build().parameters(), 0.05 * 3_485_083);
  }
}
