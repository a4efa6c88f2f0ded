package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.LayerNorm;
import org.sinopia.kernels.launch.Softmax;
import org.sinopia.tensor.op.NormalisationOp;

/** {@link NormalisationOp} by kernels. */
final class CudaNormalisation {
  private final LayerNorm layerNorm;
  private final Softmax softmax;

  CudaNormalisation(KernelDevice device) {
    this.layerNorm = new LayerNorm(device);
    this.softmax = new Softmax(device);
  }

  void run(NormalisationOp op) {
    switch (op) {
      case NormalisationOp.Softmax o -> softmax.forward(o);
      case NormalisationOp.SoftmaxBackward o -> softmax.backward(o);
      case NormalisationOp.LayerNorm o -> layerNorm.forward(o);
      case NormalisationOp.LayerNormBackward o -> layerNorm.backward(o);
    }
  }
}
