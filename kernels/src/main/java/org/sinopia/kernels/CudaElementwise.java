package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.BiasActivation;
import org.sinopia.kernels.launch.Elementwise;
import org.sinopia.kernels.launch.ResidualDropPath;
import org.sinopia.tensor.op.ElementwiseOp;

/** {@link ElementwiseOp} by kernels. */
final class CudaElementwise {
  private final Elementwise elementwise;
  private final BiasActivation biasActivation;
  private final ResidualDropPath residualDropPath;

  CudaElementwise(KernelDevice device) {
    this.elementwise = new Elementwise(device);
    this.biasActivation = new BiasActivation(device);
    this.residualDropPath = new ResidualDropPath(device);
  }

  void run(ElementwiseOp op) {
    switch (op) {
      case ElementwiseOp.Fill o -> elementwise.fill(o);
      case ElementwiseOp.Unary o -> elementwise.unary(o);
      case ElementwiseOp.UnaryBackward o -> elementwise.unaryBackward(o);
      case ElementwiseOp.Binary o -> elementwise.binary(o);
      case ElementwiseOp.Axpby o -> elementwise.axpby(o);
      case ElementwiseOp.BiasActivation o -> biasActivation.forward(o);
      case ElementwiseOp.BiasActivationBackward o -> biasActivation.backward(o);
      case ElementwiseOp.ResidualDropPath o -> residualDropPath.forward(o);
      case ElementwiseOp.ResidualDropPathBackward o -> residualDropPath.backward(o);
    }
  }
}
