package org.sinopia.kernels.launch.encoder;

import java.util.List;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.DeviceProperties;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.Encoder;

/**
 * How kernels that include {@code encoder_tile.cuh} are launched.
 *
 * @param spectra of a block
 * @param extraBytes of shared memory for each spectrum, beyond what encoding takes
 */
record EncoderTile(Encoder encoder, int spectra, long extraBytes) {
  private static final List<Integer> SIZES = List.of(64, 32, 16, 8);
  private static final int STEP = 16;
  private static final int PANEL_STRIDE = 132;
  private static final int THREADS_PER_SPECTRUM = 4;

  /**
   * The most spectra that fit and leave no multiprocessor without a block, or else the fewest.
   *
   * @param op its name, for messages
   * @param n spectra in all
   * @throws UnsupportedOpException if not even the fewest fit
   */
  static EncoderTile of(
      String op, Encoder encoder, int n, long extraBytes, DeviceProperties device) {
    EncoderTile found = null;
    for (int size : SIZES) {
      EncoderTile tile = new EncoderTile(encoder, size, extraBytes);
      if (tile.sharedBytes() <= device.sharedPerBlock()) {
        found = tile;
        if ((n - 1) / size + 1 >= device.multiprocessors()) {
          break;
        }
      }
    }
    if (found == null) {
      EncoderTile least = new EncoderTile(encoder, SIZES.getLast(), extraBytes);
      throw new UnsupportedOpException(
          ("%s: layers of up to %d and %d features take %d bytes of shared memory, expected at"
                  + " most %d")
              .formatted(
                  op, least.even(), least.odd(), least.sharedBytes(), device.sharedPerBlock()));
    }
    return found;
  }

  Kernel kernel(String source, String name) {
    return new Kernel(source, name + "_" + spectra);
  }

  /** For n spectra in all. */
  Launch launch(int n) {
    return Launch.of((n - 1) / spectra + 1, THREADS_PER_SPECTRUM * spectra)
        .shared((int) sharedBytes());
  }

  /** The encoder as the first argument. */
  Arguments arguments(List<Tensor> latents) {
    return new Arguments().encoder(encoder, even(), odd(), latents);
  }

  private long sharedBytes() {
    long slices = 2L * STEP * (PANEL_STRIDE + spectra + 4) + spectra;
    return Float.BYTES * (slices + (long) spectra * (even() + odd())) + spectra * extraBytes;
  }

  private int even() {
    return widest(0);
  }

  private int odd() {
    return widest(1);
  }

  /** Features of the widest of the hidden layers number {@code from}, {@code from} + 2, …. */
  private int widest(int from) {
    int widest = 0;
    for (int i = from; i < encoder.hidden().size(); i += 2) {
      widest = Math.max(widest, encoder.hidden().get(i).out());
    }
    return widest;
  }
}
