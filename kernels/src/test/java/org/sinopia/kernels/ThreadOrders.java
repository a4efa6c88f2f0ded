package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.sinopia.kernels.device.Emulator;
import org.sinopia.kernels.device.EmulatorOptions;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Op;

/** Runs an op with threads and blocks in different orders; on a GPU, several times. */
final class ThreadOrders {
  private static final long[] ORDERS = {1, 2, 7};

  private ThreadOrders() {}

  /** Fails unless every order leaves the same bits. */
  static void sameBits(Op op, Precision precision) {
    op.check();
    List<double[]> before = content(op);
    KernelDevice device = TestDevice.kernels();
    new CudaBackend(device, precision).run(op);
    List<double[]> wanted = content(op);
    LongStream.of(ORDERS)
        .mapToObj(order -> inOrder(device, order))
        .forEach(
            other -> {
              restore(op, before);
              new CudaBackend(other, precision).run(op);
              List<double[]> got = content(op);
              for (int i = 0; i < wanted.size(); i++) {
                assertArrayEquals(wanted.get(i), got.get(i), op + ": output " + i);
              }
            });
  }

  /** Tensors of the other types, bytes and bfloat16, are no operand that an op changes in place. */
  private static void restore(Op op, List<double[]> content) {
    for (int i = 0; i < content.size(); i++) {
      Tensor output = op.outputs().get(i);
      if (output.dtype() == DType.F32 || output.dtype() == DType.I32) {
        Content.put(content.get(i), output);
      }
    }
  }

  private static KernelDevice inOrder(KernelDevice device, long order) {
    return device instanceof Emulator
        ? new Emulator(EmulatorOptions.fromProperties().order(order))
        : device;
  }

  private static List<double[]> content(Op op) {
    return op.outputs().stream().map(Tensor::toDoubles).toList();
  }
}
