package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.product.Attention;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.op.AttentionOp;

/** {@link AttentionOp} by kernels. */
final class CudaAttention {
  private final Attention attention;

  CudaAttention(KernelDevice device, Precision precision) {
    this.attention = new Attention(device, precision);
  }

  void run(AttentionOp op) {
    switch (op) {
      case AttentionOp.LocalityAttention o -> attention.forward(o);
      case AttentionOp.LocalityAttentionBackward o -> attention.backward(o);
    }
  }
}
