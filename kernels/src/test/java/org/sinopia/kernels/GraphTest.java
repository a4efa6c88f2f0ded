package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sinopia.kernels.device.Graph;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.UnaryFunction;

/** A step of work captured as a graph does what the step does. */
class GraphTest {
  private static final int ROWS = 150;
  private static final int COLUMNS = 12;

  /** Gradient descent on a bias, with partial sums in scratch memory and tensors of its own. */
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
      try (Graph graph = kernels.capture(captured::run)) {
        assertEquals(4, graph.size(), "forward, two stages of backward, update");
        assertArrayEquals(new float[COLUMNS], captured.bias.toFloats(), "nothing ran yet");
        for (int i = 0; i < 20; i++) {
          graph.replay();
        }
      }
      assertNotEquals(0, plain.bias.toFloats()[0]);
      assertArrayEquals(plain.bias.toFloats(), captured.bias.toFloats());
    }
  }
}
