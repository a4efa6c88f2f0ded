package org.sinopia.train.data;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.sinopia.nn.ConfigField;
import org.sinopia.tensor.Scope;

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
  private final SpectrumDraw drawn;
  private long block = -1;

  /**
   * A sequence.
   *
   * @param sampler where spectra come from
   * @param batch spectra in a batch, at least 1
   * @param seed of the sequence
   * @param host a scope of the CPU, which holds the block and must outlive the sequence
   */
  public SpectrumStream(SpectrumSampler sampler, int batch, long seed, Scope host) {
    ConfigField.atLeast("batch", batch, 1);
    this.sampler = sampler;
    this.batch = batch;
    this.batches = Math.max(1, BLOCK / batch);
    this.seed = seed;
    this.drawn = SpectrumDraw.in(host, sampler, batch * batches);
  }

  /**
   * Fills a buffer with a batch; cheap if it is of the block asked for before.
   *
   * @param into receives [batch, bins]
   * @param number from 0
   * @throws IOException if a cube cannot be read
   */
  public void fill(MemorySegment into, long number) throws IOException {
    long wanted = number / batches;
    if (wanted != block) {
      block = -1; // while it is overwritten it is of no number
      sampler.fill(drawn, seed, wanted);
      block = wanted;
    }
    long bytes = (long) batch * sampler.bins() * Float.BYTES;
    MemorySegment.copy(drawn.spectra, number % batches * bytes, into, 0, bytes);
  }
}
