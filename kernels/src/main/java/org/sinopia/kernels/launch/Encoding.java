package org.sinopia.kernels.launch;

import java.util.List;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.DeviceProperties;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.SpectrumOp.Encode;

/** Launches {@code embedder_encoder.cu}. */
public final class Encoding {
  private static final List<Integer> TILES = List.of(64, 32, 16, 8);
  private static final int STEP = 16;
  private static final int PANEL_STRIDE = 132;
  private static final int THREADS_PER_SPECTRUM = 4;

  private final KernelDevice device;

  /** A launcher for one device. */
  public Encoding(KernelDevice device) {
    this.device = device;
  }

  /**
   * {@link Encode}.
   *
   * @throws UnsupportedOpException if its layers are too wide for the device's shared memory
   */
  public void encode(Encode op) {
    int n = op.counts().shape().extent(0);
    int bins = op.counts().shape().extent(1);
    int tile = tile(op.name(), op.encoder(), n, 0, device.properties());
    device.launch(
        new Kernel("embedder_encoder", "encode_" + tile),
        Launch.of((n - 1) / tile + 1, THREADS_PER_SPECTRUM * tile)
            .shared(sharedBytes(op.encoder(), tile, 0)),
        arguments(op.encoder(), op.latents())
            .tensor(op.counts())
            .int32(n)
            .int32(bins % 4 == 0 && Alignment.aligned(op.counts()) ? 1 : 0));
  }

  /**
   * The most spectra of a block that fit and leave no multiprocessor without a block, or else the
   * fewest.
   */
  private static int tile(
      String op, Encoder encoder, int n, int bytesPerSpectrum, DeviceProperties device) {
    int fitting = 0;
    for (int tile : TILES) {
      if (sharedBytes(encoder, tile, bytesPerSpectrum) <= device.sharedPerBlock()) {
        fitting = tile;
        if ((n - 1) / tile + 1 >= device.multiprocessors()) {
          break;
        }
      }
    }
    if (fitting == 0) {
      throw new UnsupportedOpException(
          "%s: hidden layers of up to %d and %d features take %d bytes of shared memory, expected at most %d"
              .formatted(
                  op,
                  widest(encoder, 0),
                  widest(encoder, 1),
                  sharedBytes(encoder, TILES.getLast(), bytesPerSpectrum),
                  device.sharedPerBlock()));
    }
    return fitting;
  }

  private static int sharedBytes(Encoder encoder, int tile, int bytesPerSpectrum) {
    long floats = 2L * STEP * (PANEL_STRIDE + tile + 4) + tile;
    floats += (long) tile * (widest(encoder, 0) + widest(encoder, 1));
    return (int) Math.min(Integer.MAX_VALUE, Float.BYTES * floats + (long) tile * bytesPerSpectrum);
  }

  /** Features of the widest of the even or of the odd hidden layers. */
  private static int widest(Encoder encoder, int from) {
    int widest = 0;
    for (int i = from; i < encoder.hidden().size(); i += 2) {
      widest = Math.max(widest, encoder.hidden().get(i).out());
    }
    return widest;
  }

  private static Arguments arguments(Encoder encoder, List<Tensor> latents) {
    return new Arguments().encoder(encoder, widest(encoder, 0), widest(encoder, 1), latents);
  }
}
