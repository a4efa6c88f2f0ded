package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.encoder.Encoding;
import org.sinopia.kernels.launch.encoder.Sampling;
import org.sinopia.tensor.op.SpectrumOp;

/** {@link SpectrumOp} by kernels. */
final class CudaSpectrum {
  private final Encoding encoding;
  private final Sampling sampling;

  CudaSpectrum(KernelDevice device) {
    this.encoding = new Encoding(device);
    this.sampling = new Sampling(device);
  }

  void run(SpectrumOp op) {
    switch (op) {
      case SpectrumOp.Encode o -> encoding.encode(o);
      case SpectrumOp.DrawPhotons o -> sampling.draw(o);
      case SpectrumOp.EncodeDrawn o -> sampling.encode(o);
    }
  }
}
