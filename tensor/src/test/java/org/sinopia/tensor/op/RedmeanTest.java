package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sinopia.tensor.op.ImageGoldenTest.assertClose;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.TestDevices;
import org.sinopia.tensor.cpu.CpuBackend;
import org.sinopia.tensor.random.Draw;

/** The redmean loss: golden values, hand-derived ones, what holds at equality. */
class RedmeanTest {
  @EveryDevice
  void agreesWithAnIndependentImplementation(String device) {
    double tolerance = TestDevices.tolerance(device, 1e-9, 1e-5);
    Golden golden = Golden.open("redmean.safetensors");
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor a = golden.tensor(scope, "a");
      Tensor b = golden.tensor(scope, "b");
      Tensor distance = scope.empty(golden.shape("distance"));
      Tensor loss = scope.empty();
      Tensor gradient = scope.emptyLike(a);
      new LossOp.Redmean(a, b, false, distance, loss, gradient).run();
      assertClose(golden.values("distance"), distance.toDoubles(), tolerance);
      assertClose(golden.values("loss"), loss.toDoubles(), tolerance);
      assertClose(golden.values("grad_a"), gradient.toDoubles(), tolerance);
    }
  }

  /**
   * From (1, 0, 0) to black r̄ = 127.5, so d² = 2 + 127.5/256; from (0, 1, 0), 4; from (0, 0, 1), 2
   * + 255/256; ∂d²/∂R = 2·(2 + r̄/256)·ΔR + ΔR²·127.5/256.
   */
  @EveryDevice
  void weighsThePrimariesAsDefined(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor primaries = scope.of(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 1, 3, 1, 3);
      Tensor black = scope.of(new double[9], 1, 3, 1, 3);
      Tensor distance = scope.empty(1, 1, 3);
      Tensor loss = scope.empty();
      Tensor gradient = scope.empty(1, 3, 1, 3);
      new LossOp.Redmean(primaries, black, true, distance, loss, gradient).run();
      double red = 2 + 127.5 / 256;
      double blue = 2 + 255.0 / 256;
      assertArrayEquals(new double[] {red, 4, blue}, distance.toDoubles(), 1e-6);
      assertEquals((red + 4 + blue) / 3, loss.item(), 1e-6);
      double tilt = 127.5 / 256 / 3;
      assertArrayEquals(
          new double[] {2 * red / 3 + tilt, 0, -tilt, 0, 8.0 / 3, 0, 0, 0, 2 * blue / 3},
          gradient.toDoubles(),
          1e-6);
    }
  }

  @EveryDevice
  void isLeastAndFlatAtEquality(String device) {
    isLeastAndFlatAtEquality(device, false);
    isLeastAndFlatAtEquality(device, true);
  }

  private static void isLeastAndFlatAtEquality(String device, boolean squared) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor a = draw.tensorBetween(0.0, 1.0, scope, 2, 3, 5, 7);
      Tensor same = scope.of(a.toDoubles(), 2, 3, 5, 7);
      Tensor distance = scope.empty(2, 5, 7);
      Tensor loss = scope.empty();
      Tensor gradient = scope.emptyLike(a);
      new LossOp.Redmean(a, same, squared, distance, loss, gradient).run();
      double least = squared ? 1e-12 : 1e-6;
      assertEquals(least, loss.item(), least * 1e-5);
      for (double d : distance.toDoubles()) {
        assertEquals(least, d, least * 1e-5);
      }
      assertArrayEquals(new double[a.elements()], gradient.toDoubles(), 0.0);
    }
  }

  @Test
  void gradientKeepsItsPrecisionOnSmallDifferences() {
    try (Scope reference = Scope.open(Device.reference());
        Scope cpu = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 6);
      int[] extents = {2, 3, 37, 41};
      double[] a = draw.values(2 * 3 * 37 * 41, 0, 1);
      double[] b = a.clone();
      for (int i = 0; i < b.length; i += 2) {
        b[i] = (float) (b[i] + 1e-4);
      }
      Tensor wanted = reference.empty(extents);
      new LossOp.Redmean(
              reference.of(a, extents),
              reference.of(b, extents),
              false,
              null,
              reference.empty(),
              wanted)
          .run();
      Tensor got = cpu.empty(extents);
      new LossOp.Redmean(cpu.of(a, extents), cpu.of(b, extents), false, null, cpu.empty(), got)
          .run();
      assertClose(wanted.toDoubles(), got.toDoubles(), 1e-5);
    }
  }

  @Test
  void isTheSameBitsForAnyNumberOfThreads() {
    try (Scope scope = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 7);
      Tensor a = draw.tensorBetween(0.0, 1.0, scope, 3, 3, 211, 199);
      Tensor b = draw.tensorBetween(0.0, 1.0, scope, 3, 3, 211, 199);
      double[][] losses = new double[2][];
      double[][] gradients = new double[2][];
      for (int threads : new int[] {1, 2, 7}) {
        Tensor loss = scope.empty();
        Tensor gradient = scope.emptyLike(a);
        new CpuBackend(threads).run(new LossOp.Redmean(a, b, false, null, loss, gradient));
        int i = threads == 1 ? 0 : 1;
        losses[i] = loss.toDoubles();
        gradients[i] = gradient.toDoubles();
        assertArrayEquals(losses[0], losses[i]);
        assertArrayEquals(gradients[0], gradients[i]);
      }
    }
  }

  @Test
  void refusesOtherThanThreeChannels() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor grey = scope.empty(1, 1, 2, 2);
      LossOp op = new LossOp.Redmean(grey, grey, false, null, scope.empty(), null);
      assertEquals(
          "redmean: prediction is [1, 1, 2, 2], expected [any, 3, any, any]",
          assertThrows(ShapeMismatchException.class, op::run).getMessage());
    }
  }

  @Test
  void refusesAMapWithChannels() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor colour = scope.empty(1, 3, 2, 2);
      LossOp op =
          new LossOp.Redmean(colour, colour, false, scope.empty(1, 3, 2, 2), scope.empty(), null);
      assertEquals(
          "redmean: distance is [1, 3, 2, 2], expected [1, 2, 2]",
          assertThrows(ShapeMismatchException.class, op::run).getMessage());
    }
  }
}
