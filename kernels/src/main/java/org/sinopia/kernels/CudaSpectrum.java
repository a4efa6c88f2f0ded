package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Encoding;
import org.sinopia.tensor.op.SpectrumOp;

/** {@link SpectrumOp} by kernels. */
final class CudaSpectrum {
  private final Encoding encoding;

  CudaSpectrum(KernelDevice device) {
    this.encoding = new Encoding(device);
  }

  void run(SpectrumOp op) {
    switch (op) {
      case SpectrumOp.Encode o -> encoding.encode(o);
    }
  }
}
