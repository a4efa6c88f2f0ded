package org.sinopia.train.data;

import java.io.IOException;
import java.util.Arrays;
import org.sinopia.nn.ConfigField;

/**
 * An endless sequence of batches of spectra. They are drawn a block of batches at a time, so that
 * files are read in order and each part of them seldom; what a batch holds follows from seed and
 * number alone, so a run goes on anywhere in the sequence as if it had come there by itself. One
 * block is in memory, and never a cube.
 *
 * <p>Belongs to one thread at a time.
 */
public final class SpectrumStream {
  private static final int BLOCK = 1 << 16;

  private final SpectrumSampler sampler;
  private final int batch;
  private final int batches;
  private final long seed;
  private long block = -1;
  private float[] spectra;

  /**
   * A sequence.
   *
   * @param sampler where spectra come from
   * @param batch spectra in a batch, at least 1
   * @param seed of the sequence
   */
  public SpectrumStream(SpectrumSampler sampler, int batch, long seed) {
    ConfigField.atLeast("batch", batch, 1);
    this.sampler = sampler;
    this.batch = batch;
    this.batches = Math.max(1, BLOCK / batch);
    this.seed = seed;
  }

  /**
   * A batch, [batch, bins]; cheap if it is of the block asked for before.
   *
   * @param number from 0
   * @throws IOException if a cube cannot be read
   */
  public float[] batch(long number) throws IOException {
    long wanted = number / batches;
    if (wanted != block) {
      spectra = null; // let go of before the next is made
      spectra = sampler.draw(seed, wanted, batch * batches).spectra();
      block = wanted;
    }
    int size = batch * sampler.bins();
    int from = (int) (number % batches) * size;
    return Arrays.copyOfRange(spectra, from, from + size);
  }
}
