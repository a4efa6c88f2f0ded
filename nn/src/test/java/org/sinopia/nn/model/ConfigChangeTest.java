package org.sinopia.nn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.nn.layer.Positions;
import org.sinopia.tensor.op.Shift;

/** Configurations with some fields changed. */
class ConfigChangeTest {
  @Test
  void aChangeLeavesTheOtherFieldsAndTheOriginalAsTheyWere() {
    SmallUViTConfig changed =
        SmallUViTConfig.PAPER.with(
            c -> {
              c.depth = 1;
              c.size = List.of(32, 16);
            });
    SmallUViTConfig expected =
        new SmallUViTConfig(
            16,
            3,
            192,
            9,
            32,
            2,
            1,
            Shift.DIAGONAL,
            SmallUViTConfig.Skip.ADD,
            Positions.Kind.SIN_COS,
            false,
            0,
            0,
            false,
            List.of(32, 16));
    assertEquals(expected, changed);
    assertEquals(3, SmallUViTConfig.PAPER.depth());
  }

  @Test
  void noChangeMakesAnEqualConfiguration() {
    assertEquals(SmallUViTConfig.GENERAL, SmallUViTConfig.GENERAL.with(_ -> {}));
    assertEquals(ViTConfig.PAPER, ViTConfig.PAPER.with(_ -> {}));
    assertEquals(UViTConfig.PAPER, UViTConfig.PAPER.with(_ -> {}));
    assertEquals(EmbedderConfig.GENERAL, EmbedderConfig.GENERAL.with(_ -> {}));
  }

  @Test
  void aChangeOutOfRangeNamesItsField() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ViTConfig.PAPER.with(c -> c.depth = 0));
    assertTrue(e.getMessage().contains("depth"), e.getMessage());
  }
}
