package org.sinopia.train.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.data.pairs.LatentImage;

class ColourSpreadTest {
  private static final int HEIGHT = 12;
  private static final int WIDTH = 20;

  private Scope weights;

  @BeforeEach
  void open() {
    weights = Scope.open(Device.cpu());
  }

  @AfterEach
  void close() {
    weights.close();
  }

  private Recolourer model(double dropout) {
    Recolourer model =
        new SmallUViTConfig(
                4,
                3,
                16,
                2,
                8,
                2,
                1,
                Shift.DIAGONAL,
                SmallUViTConfig.Skip.ADD,
                Positions.Kind.SIN_COS,
                false,
                dropout,
                0,
                false,
                List.of(16, 16))
            .build();
    model.allocate(weights, 1);
    // Colours about the middle, so that none is clamped.
    model.weights().get("conv.bias").parameter().value().set(new float[] {0.5f, 0.5f, 0.5f});
    return model;
  }

  private static CubeEmbedder.Posterior posterior(float deviation) {
    float[] mean = new float[3 * HEIGHT * WIDTH];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) Math.sin(i);
    }
    float[] sigma = new float[mean.length];
    Arrays.fill(sigma, deviation);
    return new CubeEmbedder.Posterior(
        new LatentImage(3, HEIGHT, WIDTH, mean), new LatentImage(3, HEIGHT, WIDTH, sigma));
  }

  private static float[] spread(Recolourer model, float deviation, long seed, int tile) {
    try (TiledRecolourer tiles = new TiledRecolourer(model, Device.cpu(), tile)) {
      return ColourSpread.of(model, tiles, posterior(deviation), Device.cpu(), 8, seed, done -> {});
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void whatIsCertainHasNoSpread() {
    assertArrayEquals(new float[HEIGHT * WIDTH], spread(model(0), 0, 1, 32));
  }

  @Test
  void dropoutAloneMakesASpreadAndIsOffAgainAfterwards() {
    Recolourer model = model(0.2);
    assertTrue(mean(spread(model, 0, 1, 32)) > 0);
    assertFalse(model.training());
  }

  @Test
  void aWiderPosteriorSpreadsMore() {
    Recolourer model = model(0);
    double narrow = mean(spread(model, 0.01f, 1, 32));
    double wide = mean(spread(model, 0.1f, 1, 32));
    assertTrue(narrow > 0 && wide > 3 * narrow, narrow + " and " + wide);
  }

  @Test
  void chanceFollowsFromTheSeed() {
    Recolourer model = model(0.2);
    float[] one = spread(model, 0.1f, 1, 16);
    assertArrayEquals(one, spread(model, 0.1f, 1, 16));
    assertFalse(Arrays.equals(one, spread(model, 0.1f, 2, 16)));
  }

  @Test
  void oneSampleHasNoSpread() {
    Recolourer model = model(0);
    try (TiledRecolourer tiles = new TiledRecolourer(model, Device.cpu(), 16)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> ColourSpread.of(model, tiles, posterior(1), Device.cpu(), 1, 1, done -> {}));
      assertEquals("samples is 1, expected at least 2", e.getMessage());
    }
  }
}
