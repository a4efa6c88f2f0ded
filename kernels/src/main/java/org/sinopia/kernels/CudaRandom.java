package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Random;
import org.sinopia.tensor.op.RandomOp;

/** {@link RandomOp} by kernels. */
final class CudaRandom {
  private final Random random;

  CudaRandom(KernelDevice device) {
    this.random = new Random(device);
  }

  void run(RandomOp op) {
    switch (op) {
      case RandomOp.Uniform o -> random.uniform(o);
      case RandomOp.Normal o -> random.normal(o);
      case RandomOp.Bernoulli o -> random.bernoulli(o);
    }
  }
}
