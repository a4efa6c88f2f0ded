package org.sinopia.train.data.pairs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.ImageSplit;

class MaskedCropsTest {
  private static final int SIDE = 16;
  private static final int SIZE = 3;
  private static final int AREA = SIDE * SIDE;

  private static float[][] batch(PairsFolder folder, long number, long seed) throws IOException {
    MaskedCrops crops =
        new MaskedCrops(
            folder,
            folder.latents(ImageSplit.TRAIN),
            AugmentationConfig.NONE,
            new MaskConfig(4, 0.6),
            9,
            3,
            SIDE,
            SIZE,
            seed);
    try (Scope host = Scope.open(Device.cpu())) {
      MaskedCrops.Batch batch = crops.buffer(host);
      crops.fill(batch, number);
      return batch.inputs().stream().map(input -> floats(input.values())).toArray(float[][]::new);
    }
  }

  private static float[] floats(MemorySegment values) {
    return values.toArray(ValueLayout.JAVA_FLOAT);
  }

  @Test
  void hiddenCellsHoldTheConstantAndOthersTheLatent(@TempDir Path root) throws IOException {
    PairsFolder folder = PairsFolder.open(TinyPairs.write(root, 24, 22));
    float[][] batch = batch(folder, 5, 1);
    for (int i = 0; i < SIZE; i++) {
      int hidden = 0;
      for (int pixel = 0; pixel < AREA; pixel++) {
        float mask = batch[2][i * AREA + pixel];
        int corner = pixel / SIDE / 4 * 4 * SIDE + pixel % SIDE / 4 * 4;
        assertEquals(batch[2][i * AREA + corner], mask, "cells are hidden as a whole");
        hidden += mask == 1 ? 1 : 0;
        for (int c = 0; c < 3; c++) {
          int at = (i * 3 + c) * AREA + pixel;
          assertEquals(mask == 1 ? 9 : batch[1][at], batch[0][at]);
        }
      }
      assertEquals(10 * 16, hidden, "ten of sixteen cells are the nearest to 0.6");
    }
  }

  @Test
  void aBatchFollowsFromSeedAndNumber(@TempDir Path root) throws IOException {
    PairsFolder folder = PairsFolder.open(TinyPairs.write(root, 24, 22));
    float[][] one = batch(folder, 5, 1);
    float[][] same = batch(folder, 5, 1);
    for (int k = 0; k < 3; k++) {
      assertArrayEquals(one[k], same[k]);
    }
    assertFalse(Arrays.equals(one[2], batch(folder, 6, 1)[2]));
    assertFalse(Arrays.equals(one[2], batch(folder, 5, 2)[2]));
  }

  @Property
  void somethingIsHiddenAndSomethingIsNot(
      @ForAll @IntRange(min = 2, max = 16) int cells,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double share) {
    MaskConfig mask = new MaskConfig(4, share);
    double exact = mask.exactShare(4 * cells);
    assertEquals(share, exact, 1.0 / (cells * cells), "within a cell of what was asked for");
    assertFalse(exact <= 0 || exact >= 1);
  }
}
