package org.sinopia.train.data.spectra;

import java.io.IOException;

/** Where the spectra of each block of a {@link SpectrumStream} come from. */
@FunctionalInterface
public interface SpectrumSupply {
  /**
   * The cubes that a block is drawn from; for all blocks as many, on one axis.
   *
   * @param block its number, from 0; the same number always means the same cubes
   */
  SpectrumSampler of(long block) throws IOException;

  /** The same cubes for all blocks. */
  static SpectrumSupply always(SpectrumSampler sampler) {
    return block -> sampler;
  }
}
