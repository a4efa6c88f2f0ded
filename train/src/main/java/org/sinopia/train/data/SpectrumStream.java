package org.sinopia.train.data;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
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

  /** Where each spectrum is read in the context of its scan, a block holds many of each scan. */
  private static final int BLOCK_IN_CONTEXT = 1 << 18;

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
    this(sampler, batch, Long.MAX_VALUE, seed, host);
  }

  /**
   * A sequence of which only the beginning is wanted, so that no more is drawn.
   *
   * @param wanted batches, at least 1
   */
  public SpectrumStream(SpectrumSampler sampler, int batch, long wanted, long seed, Scope host) {
    ConfigField.atLeast("batch", batch, 1);
    this.sampler = sampler;
    this.batch = batch;
    int block = sampler.withColours() ? BLOCK_IN_CONTEXT : BLOCK;
    this.batches = (int) Math.min(Math.max(1, block / batch), wanted);
    this.seed = seed;
    this.drawn = SpectrumDraw.in(host, sampler, batch * batches);
  }

  /**
   * Where a batch goes.
   *
   * @param spectra receives [batch, bins]
   * @param scanMeans receives [batch, bins], the mean spectrum of each one's scan, if wanted
   * @param colours receives [batch, 3], the true colours, if the sampler draws them
   */
  public record Target(
      MemorySegment spectra, Optional<MemorySegment> scanMeans, Optional<MemorySegment> colours) {}

  /**
   * Fills buffers with a batch; cheap if it is of the block asked for before.
   *
   * @param number from 0
   * @throws IOException if a cube cannot be read
   */
  public void fill(Target into, long number) throws IOException {
    long wanted = number / batches;
    if (wanted != block) {
      block = -1; // while it is overwritten it is of no number
      sampler.fill(drawn, seed, wanted);
      block = wanted;
    }
    int bins = sampler.bins();
    long bytes = (long) batch * bins * Float.BYTES;
    MemorySegment.copy(drawn.spectra, number % batches * bytes, into.spectra, 0, bytes);
    int first = (int) (number % batches) * batch;
    if (into.scanMeans.isPresent()) {
      for (int i = 0; i < batch; i++) {
        drawn.scanMeans[drawn.cube[first + i]].copyTo(into.scanMeans.get(), i);
      }
    }
    if (into.colours.isPresent()) {
      MemorySegment.copy(
          drawn.colours, 3 * first, into.colours.get(), ValueLayout.JAVA_FLOAT, 0, 3 * batch);
    }
  }
}
