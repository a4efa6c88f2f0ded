package org.sinopia.nn.model;

import java.util.List;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.op.SpectrumOp;

/** Spectra for {@link VariationalEmbedder} to encode without gradients. */
public sealed interface Spectra {
  /** How many they are. */
  int count();

  /** The op that encodes them. */
  SpectrumOp encode(Encoder encoder, List<Tensor> latents);

  /**
   * Spectra in memory.
   *
   * @param counts [n, bins]
   */
  record Counted(Tensor counts) implements Spectra {
    @Override
    public int count() {
      return counts.shape().extent(0);
    }

    @Override
    public SpectrumOp encode(Encoder encoder, List<Tensor> latents) {
      return new SpectrumOp.Encode(counts, encoder, latents);
    }
  }

  /** Spectra that are drawn where they are encoded. */
  record Drawn(Photons photons) implements Spectra {
    @Override
    public int count() {
      return photons.pixels();
    }

    @Override
    public SpectrumOp encode(Encoder encoder, List<Tensor> latents) {
      return new SpectrumOp.EncodeDrawn(photons, encoder, latents);
    }
  }
}
