package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.DeviceProperties;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.op.SpectrumOp.DrawPhotons;
import org.sinopia.tensor.op.SpectrumOp.EncodeDrawn;

/** Launches {@code ganx_sampling.cu}. */
public final class Sampling {
  private static final Kernel DRAW = new Kernel("ganx_sampling", "draw_photons");
  private static final int WARP = 32;
  private static final int MAX_WARPS = 8;

  private final KernelDevice device;

  /** A launcher for one device. */
  public Sampling(KernelDevice device) {
    this.device = device;
  }

  /** {@link DrawPhotons}. */
  public void draw(DrawPhotons op) {
    DeviceProperties properties = device.properties();
    int bins = op.counts().shape().extent(1);
    long spectrum = (long) Integer.BYTES * bins;
    long tables = op.photons().tables().bytes();
    boolean countsStaged = spectrum <= properties.sharedPerBlock();
    boolean tablesStaged = countsStaged && tables + spectrum <= properties.sharedPerBlock();
    long room = properties.sharedPerBlock() - (tablesStaged ? tables : 0);
    int warps = countsStaged ? (int) Math.min(MAX_WARPS, room / spectrum) : MAX_WARPS;
    long shared = (tablesStaged ? tables : 0) + (countsStaged ? warps * spectrum : 0);
    int pixels = op.photons().pixels();
    Arguments arguments = new Arguments().seed(op.photons().seed());
    device.launch(
        DRAW,
        Launch.of(properties.blocks(pixels, warps, warps * WARP), warps * WARP)
            .shared((int) shared),
        arguments
            .photons(op.photons())
            .tensor(op.counts())
            .int32(bins)
            .int32(tablesStaged ? 1 : 0)
            .int32(countsStaged ? 1 : 0));
  }

  /**
   * {@link EncodeDrawn}.
   *
   * @throws org.sinopia.tensor.UnsupportedOpException if bins and layers are too wide for the
   *     device's shared memory
   */
  public void encode(EncodeDrawn op) {
    Photons photons = op.photons();
    int bins = op.encoder().hidden().getFirst().in();
    EncoderTile tile =
        EncoderTile.of(
            op.name(),
            op.encoder(),
            photons.pixels(),
            Integer.BYTES * (long) bins,
            device.properties());
    device.launch(
        tile.kernel("ganx_sampling", "encode_drawn"),
        tile.launch(photons.pixels()),
        tile.arguments(op.latents()).seed(photons.seed()).photons(photons));
  }
}
