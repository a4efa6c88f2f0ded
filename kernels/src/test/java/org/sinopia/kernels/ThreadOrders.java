package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.sinopia.kernels.device.Emulator;
import org.sinopia.kernels.device.EmulatorOptions;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Precision;
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
              for (int i = 0; i < before.size(); i++) {
                Content.put(before.get(i), op.outputs().get(i));
              }
              new CudaBackend(other, precision).run(op);
              List<double[]> got = content(op);
              for (int i = 0; i < wanted.size(); i++) {
                assertArrayEquals(wanted.get(i), got.get(i), op + ": output " + i);
              }
            });
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
