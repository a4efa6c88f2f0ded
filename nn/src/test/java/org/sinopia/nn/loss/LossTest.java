package org.sinopia.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sinopia.autograd.GradientCheck;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Mmd;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

class LossTest {
  static Stream<PictureLoss> losses() {
    return Stream.of(
        new PictureLoss.Redmean(false),
        new PictureLoss.Redmean(true),
        new PictureLoss.MeanSquaredError(),
        new PictureLoss.Ssim(),
        new PictureLoss.MsSsim(1),
        new PictureLoss.MsSsim(2),
        new PictureLoss.Mixed(0.84, new PictureLoss.MsSsim(2), new PictureLoss.Redmean(false)));
  }

  private static double value(PictureLoss loss, Tensor a, Tensor b) {
    try (Scope step = Scope.open(a.device())) {
      Tape tape = Tape.inference(step, 0);
      return loss.of(tape.constant(a), tape.constant(b)).value().item();
    }
  }

  /** The least of each: 0, or √1e-12 = 1e-6 for the redmean distance. */
  @ParameterizedTest
  @MethodSource("losses")
  void equalPicturesLoseNothingAndOthersDo(PictureLoss loss) {
    try (Scope scope = Scope.open(Device.reference())) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor a = draw.tensorBetween(0.0, 1.0, scope, 2, 3, 22, 23);
      Tensor b = draw.tensorBetween(0.0, 1.0, scope, 2, 3, 22, 23);
      assertEquals(0, value(loss, a, a), 1.0001e-6);
      assertTrue(value(loss, a, b) > 0.1);
      assertEquals(value(loss, a, b), value(loss, b, a), 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradientsAreThoseOfFiniteDifferences(PictureLoss loss) {
    try (Scope scope = Scope.open(Device.reference())) {
      Draw draw = Draw.of(List.of(1), 6);
      Tensor a = draw.tensorBetween(0.2, 0.8, scope, 1, 3, 22, 23);
      // Alike enough for the contrast terms to be positive, where MS-SSIM is differentiable.
      double[] near = a.toDoubles();
      for (int i = 0; i < near.length; i++) {
        near[i] += draw.value(-0.1, 0.1);
      }
      Tensor b = scope.of(near, 1, 3, 22, 23);
      GradientCheck.Report report = GradientCheck.check("loss", Problem.of(a, b, loss::of), draw);
      assertTrue(report.passed(), report.worst());
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradientsAreFiniteAtEquality(PictureLoss loss) {
    try (Scope scope = Scope.open(Device.reference());
        Scope step = Scope.open(Device.reference())) {
      Tensor a = Draw.of(List.of(1), 5).tensorBetween(0.0, 1.0, scope, 1, 3, 22, 22);
      Tape tape = Tape.recording(step, 0);
      Variable x = tape.variable(a);
      tape.backward(loss.of(x, tape.constant(a)));
      assertTrue(Arrays.stream(x.gradient().toDoubles()).allMatch(Double::isFinite));
    }
  }

  @Test
  void equalSamplesHaveNoDiscrepancy() {
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.inference(step, 0);
      Variable z = tape.constant(Draw.of(List.of(1), 7).tensor(step, 20, 3));
      assertEquals(0, Mmd.of(z, z).value().item(), 1e-15);
    }
  }

  /** Points (0, 0) and (3, 4) to centroids (0, 1) and (3, 0): (1 + 16)/2, and 2(z − c)/2 each. */
  @Test
  void clusterLossIsTheMeanSquaredDistanceToTheNearest() {
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.recording(step, 0);
      Variable z = tape.variable(step.of(new double[] {0, 0, 3, 4}, 2, 2));
      Variable loss = ClusterLoss.of(z, step.of(new double[] {0, 1, 3, 0}, 2, 2));
      assertEquals(8.5, loss.value().item(), 1e-15);
      tape.backward(loss);
      assertArrayEquals(new double[] {0, -1, 0, 4}, z.gradient().toDoubles(), 1e-15);
    }
  }

  @Property
  void rampsRiseLinearlyAfterTheWarmUp(@ForAll @DoubleRange(max = 10) double value) {
    LinearRamp ramp = new LinearRamp(value, 2, 4);
    for (int epoch = 0; epoch < 10; epoch++) {
      double share = epoch <= 2 ? 0 : epoch >= 6 ? 1 : (epoch - 2) / 4.0;
      assertEquals(share * value, ramp.at(epoch), 1e-12);
    }
    assertEquals(value, new LinearRamp(value, 0, 0).at(0));
    assertEquals(0, new LinearRamp(value, 3, 0).at(2));
    assertEquals(value, new LinearRamp(value, 3, 0).at(3));
  }

  @Test
  void weightsOutOfRangeAreRefusedByName() {
    assertEquals(
        "value is -1.0, expected a number of 0 or more",
        assertThrows(IllegalArgumentException.class, () -> new LinearRamp(-1, 0, 0)).getMessage());
    assertEquals(
        "scales is 6, expected 1 to 5",
        assertThrows(IllegalArgumentException.class, () -> new PictureLoss.MsSsim(6)).getMessage());
  }
}
