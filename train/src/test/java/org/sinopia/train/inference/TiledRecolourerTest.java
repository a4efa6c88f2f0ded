package org.sinopia.train.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.data.pairs.LatentImage;

class TiledRecolourerTest {
  @TempDir Path folder;

  private static LatentImage latent(int height, int width, long seed) {
    float[] values = new float[3 * height * width];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new LatentImage(3, height, width, values);
  }

  private static SmallUViTConfig withPositions(Positions.Kind positions, int height, int width) {
    return new SmallUViTConfig(
        4,
        3,
        16,
        2,
        8,
        2,
        1,
        Shift.DIAGONAL,
        SmallUViTConfig.Skip.ADD,
        positions,
        false,
        0.1,
        0.1,
        false,
        List.of(height, width));
  }

  @Property(tries = 500)
  void everyPixelIsAMeanOfAtMostTwoTilesAndFadesLieInBoth(
      @ForAll @IntRange(min = 1, max = 700) int extent,
      @ForAll @IntRange(min = 1, max = 200) int n) {
    int length = Math.min(n, extent);
    OverlappingTiles tiles = new OverlappingTiles(extent, length, length / 4);
    assertEquals(0, tiles.start(0));
    assertEquals(extent, tiles.start(tiles.count() - 1) + length);
    for (int k = 0; k < tiles.count(); k++) {
      assertTrue(tiles.from(k) >= tiles.start(k));
      assertTrue(tiles.to(k) <= tiles.start(k) + length);
      if (k + 1 < tiles.count()) {
        assertEquals(tiles.to(k), tiles.from(k + 1) + tiles.fade());
        // The fade into this tile has ended before the fade out of it begins.
        assertTrue(k == 0 || tiles.from(k) + tiles.fade() <= tiles.from(k + 1));
      }
      float before = 0;
      for (int x = tiles.from(k); x < tiles.to(k); x++) {
        float share = tiles.share(k, x);
        assertTrue(share > 0 && share <= 1 && share >= before);
        before = share;
      }
    }
    assertEquals(extent, tiles.to(tiles.count() - 1));
  }

  @Test
  void aModelOfOneColourGivesJustThatColour() {
    try (Scope weights = Scope.open(Device.cpu())) {
      Recolourer model = withPositions(Positions.Kind.SIN_COS, 16, 16).build();
      model.allocate(weights, 1);
      model
          .weights()
          .forEach(
              (name, weight) -> {
                if (name.startsWith("conv.")) {
                  weight.parameter().value().set(new double[weight.shape().elements()]);
                }
              });
      float[] colour = {0.1f, 0.7f, 1f / 3};
      model.weights().get("conv.bias").parameter().value().set(colour);
      try (TiledRecolourer tiles = new TiledRecolourer(model, Device.cpu(), 16)) {
        float[] picture = tiles.recolour(latent(41, 57, 2), 0, done -> {});
        for (int c = 0; c < 3; c++) {
          float[] expected = new float[41 * 57];
          Arrays.fill(expected, colour[c]);
          assertArrayEquals(expected, Arrays.copyOfRange(picture, c * 41 * 57, (c + 1) * 41 * 57));
        }
      }
    }
  }

  @Test
  void aPictureWithinOneTileIsOneForward() throws IOException {
    LatentImage latent = latent(14, 17, 3);
    try (Scope weights = Scope.open(Device.cpu())) {
      Recolourer model = Models.recolourer(folder, 1).loadRecolourer(weights);
      Tape tape = Tape.inference(weights, 0);
      float[] whole =
          model
              .forward(tape.constant(weights.of(latent.values(), 1, 3, 14, 17)))
              .value()
              .toFloats();
      try (TiledRecolourer tiles = new TiledRecolourer(model, Device.cpu(), 20)) {
        assertArrayEquals(whole, tiles.recolour(latent, 0, done -> {}));
      }
    }
  }

  @Test
  void neighbouringTilesMeetWithoutASeam() throws IOException {
    // Where the next tile has no share yet, or all, the picture is a tile's own forward.
    LatentImage latent = latent(16, 28, 3);
    try (Scope weights = Scope.open(Device.cpu())) {
      Recolourer model = Models.recolourer(folder, 1).loadRecolourer(weights);
      float[] left = forward(model, weights, latent, 0);
      float[] right = forward(model, weights, latent, 12);
      OverlappingTiles across = new OverlappingTiles(28, 16, 4);
      assertEquals(12, across.start(1));
      try (TiledRecolourer tiles = new TiledRecolourer(model, Device.cpu(), 16)) {
        float[] picture = tiles.recolour(latent, 0, done -> {});
        for (int i = 0; i < 3 * 16; i++) {
          for (int x = 0; x < 28; x++) {
            double share = x < across.from(1) ? 0 : across.share(1, x);
            double expected = 0;
            if (share < 1) {
              expected += (1 - share) * left[i * 16 + x];
            }
            if (share > 0) {
              expected += share * right[i * 16 + x - 12];
            }
            assertEquals(expected, picture[i * 28 + x], 1e-6, "column " + x);
          }
        }
      }
    }
  }

  /** For the 16 columns from a given one on. */
  private static float[] forward(Recolourer model, Scope scope, LatentImage latent, int from) {
    float[] cut = new float[3 * 16 * 16];
    for (int i = 0; i < 3 * 16; i++) {
      System.arraycopy(latent.values(), i * latent.width() + from, cut, i * 16, 16);
    }
    Tape tape = Tape.inference(scope, 0);
    return model.forward(tape.constant(scope.of(cut, 1, 3, 16, 16))).value().toFloats();
  }

  @Test
  void learnedPositionsTakeTilesOfTheirSizeWhateverThePictures() {
    try (Scope weights = Scope.open(Device.cpu())) {
      Recolourer model = withPositions(Positions.Kind.LEARNED, 16, 24).build();
      model.allocate(weights, 1);
      try (TiledRecolourer tiles = new TiledRecolourer(model, Device.cpu(), 64)) {
        for (int[] size : new int[][] {{1, 1}, {5, 40}, {16, 24}, {50, 23}}) {
          AtomicLong pixels = new AtomicLong();
          float[] picture = tiles.recolour(latent(size[0], size[1], 4), 0, pixels::addAndGet);
          assertEquals(3 * size[0] * size[1], picture.length);
          assertEquals((long) size[0] * size[1], pixels.get());
          for (float component : picture) {
            assertTrue(Float.isFinite(component));
          }
        }
      }
    }
  }

  @Test
  void anotherNumberOfChannelsIsRefused() throws IOException {
    try (Scope weights = Scope.open(Device.cpu());
        TiledRecolourer tiles =
            new TiledRecolourer(
                Models.recolourer(folder, 1).loadRecolourer(weights), Device.cpu(), 16)) {
      LatentImage two = new LatentImage(2, 4, 4, new float[32]);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> tiles.recolour(two, 0, done -> {}));
      assertEquals("latent of 2 channels, the recolourer's input has 3", e.getMessage());
    }
  }
}
