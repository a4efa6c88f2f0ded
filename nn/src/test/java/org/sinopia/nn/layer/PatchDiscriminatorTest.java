package org.sinopia.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Weight;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;

class PatchDiscriminatorTest {
  private static final int SIDE = 8;

  private static Variable picture(Tape tape, double[] values) {
    return tape.variable(tape.scope().of(values, 1, 3, SIDE, SIDE));
  }

  private static double[] uniform(long seed) {
    return new SplittableRandom(seed).doubles(3 * SIDE * SIDE).toArray();
  }

  /** Loss and gradient by what is made, of the deception. */
  private static double[][] deception(double[] made) {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      PatchDiscriminator discriminator = new PatchDiscriminator(3, 4);
      discriminator.allocate(scope, 7);
      Tape tape = Tape.recording(scope, 1);
      Variable picture = picture(tape, made);
      Variable loss = discriminator.deception(picture(tape, uniform(1)), picture);
      double value = loss.value().item();
      tape.backward(loss);
      for (Weight weight : discriminator.weights().values()) {
        assertNull(tape.parameter(weight.parameter()).gradient(), "weights are constants");
      }
      return new double[][] {{value}, picture.gradient().toDoubles()};
    }
  }

  @Test
  void theDeceptionsGradientIsThatOfFiniteDifferencesAndLeavesTheWeightsAlone() {
    double[] made = uniform(2);
    double[] gradient = deception(made)[1];
    for (int i = 0; i < made.length; i += 37) {
      double[] up = made.clone();
      double[] down = made.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference = (deception(up)[0][0] - deception(down)[0][0]) / 2e-5;
      assertEquals(difference, gradient[i], 1e-8);
    }
    assertTrue(Arrays.stream(gradient).anyMatch(g -> Math.abs(g) > 1e-6), "there is a gradient");
  }

  @Test
  void theDiscriminationMovesTheWeightsAndNotThePictures() {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      PatchDiscriminator discriminator = new PatchDiscriminator(3, 4);
      discriminator.allocate(scope, 7);
      Tape tape = Tape.recording(scope, 1);
      Variable truth = picture(tape, uniform(2));
      Variable made = picture(tape, uniform(3));
      Variable latents = tape.constant(scope.of(uniform(1), 1, 3, SIDE, SIDE));
      tape.backward(discriminator.discrimination(latents, truth, made));
      assertNull(truth.gradient());
      assertNull(made.gradient());
      for (Weight weight : discriminator.weights().values()) {
        double[] gradient = weight.parameter().gradient().toDoubles();
        assertTrue(Arrays.stream(gradient).anyMatch(g -> Math.abs(g) > 1e-9));
      }
    }
  }

  /**
   * Of two pictures that are the same, one called true and one made, none can be told from the
   * other.
   */
  @Test
  void equalPicturesAreDiscriminatedAsWellAsChanceAtBest() {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      PatchDiscriminator discriminator = new PatchDiscriminator(3, 4);
      discriminator.allocate(scope, 7);
      Tape tape = Tape.inference(scope, 1);
      Variable latents = tape.constant(scope.of(uniform(1), 1, 3, SIDE, SIDE));
      Variable picture = tape.constant(scope.of(uniform(2), 1, 3, SIDE, SIDE));
      double loss = discriminator.discrimination(latents, picture, picture).value().item();
      assertTrue(loss >= Math.log(2), "cross-entropy " + loss);
    }
  }

  @Test
  void aPatchSeesTwentySixPixels() {
    int side = 64;
    double[] plain = logitChange(side, -1);
    double[] changed = logitChange(side, 30 * side + 30);
    int cells = side / 4;
    int rows = 0;
    for (int row = 0; row < cells; row++) {
      boolean differs = false;
      for (int column = 0; column < cells; column++) {
        differs |= plain[row * cells + column] != changed[row * cells + column];
      }
      rows += differs ? 1 : 0;
    }
    // A pixel lies within 26 pixels of six or seven centres that are four pixels apart.
    assertTrue(rows == 6 || rows == 7, rows + " rows");
    assertEquals(cells * cells, plain.length);
    assertArrayEquals(plain, logitChange(side, -1));
  }

  private static double[] logitChange(int side, int pixel) {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      PatchDiscriminator discriminator = new PatchDiscriminator(1, 4);
      discriminator.allocate(scope, 7);
      Tape tape = Tape.inference(scope, 1);
      double[] values = new double[3 * side * side];
      if (pixel >= 0) {
        values[pixel] = 1;
      }
      Variable latents = tape.constant(scope.of(new double[side * side], 1, 1, side, side));
      Variable picture = tape.constant(scope.of(values, 1, 3, side, side));
      return discriminator.logits(latents, picture).value().toDoubles();
    }
  }
}
