package org.sinopia.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class GoldenTest {
  private final Golden golden = Golden.open("locality_attention.safetensors");

  @Test
  void readsShapeAndValues() {
    assertArrayEquals(new int[] {1, 2, 77, 32}, golden.shape("n77_d32.q"));
    assertEquals(2 * 77 * 32, golden.values("n77_d32.q").length);
    assertEquals(1, golden.values("n5_d32.log_temperature").length);
  }

  @Test
  void namesWhatIsMissing() {
    assertEquals(
        "golden/locality_attention.safetensors: no tensor n5.q",
        assertThrows(IllegalArgumentException.class, () -> golden.values("n5.q")).getMessage());
    assertEquals(
        "golden/nothing: not on the class path",
        assertThrows(IllegalArgumentException.class, () -> Golden.open("nothing")).getMessage());
  }
}
