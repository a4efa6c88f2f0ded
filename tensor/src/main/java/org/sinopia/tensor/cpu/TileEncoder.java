package org.sinopia.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder;

/**
 * All layers of an encoder for a tile of spectra at a time, whose activations stay in the
 * second-level cache. Made by the thread that runs the op, used by all workers.
 */
sealed interface TileEncoder permits PackedEncoder, BlasEncoder {
  /** How many spectra make a tile. */
  int spectra();

  /**
   * Encodes at most a tile.
   *
   * @param counts [… , bins]
   * @param from the first spectrum's index in {@code counts}
   * @param latents [n, out] for each head
   * @param first the first spectrum's index in {@code latents}
   * @param count how many spectra
   */
  void encode(MemorySegment counts, int from, List<Tensor> latents, int first, int count);

  /** The faster one here. */
  static TileEncoder of(Encoder encoder, Workers workers) {
    // Ours wins even where OpenBLAS has vectors as wide, because its weights are packed once.
    return PackedProduct.available()
        ? new PackedEncoder(encoder, workers)
        : new BlasEncoder(encoder);
  }
}
