package org.sinopia.kernels.launch.encoder;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Alignment;
import org.sinopia.tensor.op.SpectrumOp.Encode;

/** Launches {@code embedder_encoder.cu}. */
public final class Encoding {
  private final KernelDevice device;

  /** A launcher for one device. */
  public Encoding(KernelDevice device) {
    this.device = device;
  }

  /**
   * {@link Encode}.
   *
   * @throws org.sinopia.tensor.UnsupportedOpException if its layers are too wide for the device's
   *     shared memory
   */
  public void encode(Encode op) {
    int n = op.counts().shape().extent(0);
    int bins = op.counts().shape().extent(1);
    EncoderTile tile = EncoderTile.of(op.name(), op.encoder(), n, 0, device.properties());
    device.launch(
        tile.kernel("embedder_encoder", "encode"),
        tile.launch(n),
        tile.arguments(op.latents())
            .tensor(op.counts())
            .int32(n)
            .int32(bins % 4 == 0 && Alignment.aligned(op.counts()) ? 1 : 0));
  }
}
