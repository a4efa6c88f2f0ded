package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sinopia.kernels.device.Graph;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Recording;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.op.UnaryFunction;

/** A step of work captured as a graph does what the step does. */
class GraphTest {
  private static final int ROWS = 150;
  private static final int COLUMNS = 12;

  /** Gradient descent on a bias, with partial sums in scratch memory and new tensors. */
  private static final class Step {
    private final Tensor x;
    private final Tensor bias;
    private final Scope inner;

    private Step(Scope scope, Scope inner) {
      double[] values = new double[ROWS * COLUMNS];
      Arrays.setAll(values, i -> Math.sin(i));
      this.x = scope.of(values, ROWS, COLUMNS);
      this.bias = scope.zeros(COLUMNS);
      this.inner = inner;
    }

    private void run() {
      inner.rewind();
      Dropout dropout = Dropout.standard(0.25, 3, 4);
      Tensor y = inner.emptyLike(x);
      Tensor gradX = inner.emptyLike(x);
      Tensor gradBias = inner.emptyLike(bias);
      new ElementwiseOp.BiasActivation(UnaryFunction.GELU, x, bias, dropout, y).run();
      new ElementwiseOp.BiasActivationBackward(
              UnaryFunction.GELU, x, bias, dropout, y, gradX, gradBias)
          .run();
      new ElementwiseOp.Axpby(-0.01, gradBias, 1, bias).run();
    }
  }

  @Test
  void twentyCapturedStepsEqualTwentyPlainOnes() {
    Device device = TestDevice.get();
    KernelDevice kernels = ((CudaBackend) device.backend()).device();
    try (Scope scope = Scope.open(device);
        Scope inner = Scope.open(device)) {
      Step plain = new Step(scope, inner);
      for (int i = 0; i < 20; i++) {
        plain.run();
      }
      Step captured = new Step(scope, inner);
      try (Graph graph = kernels.capture(0, captured::run)) {
        assertEquals(4, graph.size(), "forward, two stages of backward, update");
        assertArrayEquals(new float[COLUMNS], captured.bias.toFloats(), "nothing ran yet");
        for (int i = 0; i < 20; i++) {
          graph.replay(0);
        }
      }
      assertNotEquals(0, plain.bias.toFloats()[0]);
      assertArrayEquals(plain.bias.toFloats(), captured.bias.toFloats());
    }
  }

  /** Numbers drawn, and numbers dropped, with one seed; and numbers drawn with another. */
  private record Noise(Tensor drawn, Tensor dropped, Tensor fixed) {
    private Noise(Scope scope) {
      this(scope.empty(COLUMNS), scope.empty(COLUMNS), scope.empty(COLUMNS));
    }

    private void make(long seed, long other) {
      new RandomOp.Uniform(seed, 1, drawn).run();
      new RandomOp.Normal(other, 2, fixed).run();
      new ElementwiseOp.BiasActivation(
              UnaryFunction.IDENTITY,
              drawn.reshape(1, COLUMNS),
              fixed,
              Dropout.standard(0.5, seed, 3),
              dropped.reshape(1, COLUMNS))
          .run();
    }

    private List<float[]> numbers() {
      return List.of(drawn.toFloats(), dropped.toFloats(), fixed.toFloats());
    }
  }

  @Test
  void aReplayDrawsWithItsOwnSeedWhatWasDrawnWithTheRecordedOne() {
    Device device = TestDevice.get();
    try (Scope scope = Scope.open(device)) {
      Noise expected = new Noise(scope);
      Noise actual = new Noise(scope);
      try (Recording recording = device.record(7, () -> actual.make(7, 8)).orElseThrow()) {
        for (long seed : new long[] {7, 9, 8, -1, 7}) {
          expected.make(seed, 8);
          recording.replay(seed);
          assertArrayEquals(expected.numbers().toArray(), actual.numbers().toArray());
        }
      }
    }
  }

  @Test
  void workThatReadsFromTheDeviceIsNotRecorded() {
    Device device = TestDevice.get();
    try (Scope scope = Scope.open(device)) {
      Tensor x = scope.zeros(3);
      Optional<Recording> recording =
          device.record(
              0,
              () -> {
                new ElementwiseOp.Fill(1, x).run();
                assertEquals(0, x.toFloats()[0]);
              });
      assertTrue(recording.isEmpty());
      assertArrayEquals(new float[3], x.toFloats());
    }
  }

  @Test
  void opsThatAreWatchedAreNotRecorded() {
    Device device = TestDevice.get();
    try (Device.Observation _ = device.observe((_, kernel) -> kernel.run())) {
      assertTrue(device.record(0, () -> {}).isEmpty());
    }
  }

  /** A scope that work opens and closes may be anyone's later; not that of a recording. */
  @Test
  void scopesWithinARecordingKeepTheirMemory() {
    Device device = TestDevice.get();
    try (Scope scope = Scope.open(device)) {
      Tensor x = scope.zeros(4);
      Runnable addOne =
          () -> {
            try (Scope inner = Scope.open(device)) {
              Tensor one = inner.full(1, 4);
              new ElementwiseOp.Axpby(1, one, 1, x).run();
            }
          };
      addOne.run();
      try (Recording recording = device.record(0, addOne).orElseThrow();
          Scope later = Scope.open(device)) {
        Tensor mine = later.full(5, 4);
        recording.replay(0);
        recording.replay(0);
        assertArrayEquals(new float[] {5, 5, 5, 5}, mine.toFloats());
        assertArrayEquals(new float[] {3, 3, 3, 3}, x.toFloats());
      }
    }
  }
}
