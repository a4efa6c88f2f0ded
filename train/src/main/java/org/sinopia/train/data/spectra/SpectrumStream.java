package org.sinopia.train.data.spectra;

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
 * block is in memory, and never a cube of a file.
 *
 * <p>Belongs to one thread at a time.
 */
public final class SpectrumStream {
  private static final int BLOCK = 1 << 16;

  /** Where each spectrum is read in the context of its scan, a block holds many of each scan. */
  private static final int BLOCK_IN_CONTEXT = 1 << 18;

  private final SpectrumSupply supply;
  private final int bins;
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
    this(SpectrumSupply.always(sampler), sampler, batch, wanted, seed, host);
  }

  /**
   * A sequence whose blocks need not come from the same cubes.
   *
   * @param supply of the cubes of each block
   * @param like as a block's cubes are drawn from: as many of them, as many bins
   */
  public SpectrumStream(
      SpectrumSupply supply, SpectrumSampler like, int batch, long seed, Scope host) {
    this(supply, like, batch, Long.MAX_VALUE, seed, host);
  }

  private SpectrumStream(
      SpectrumSupply supply, SpectrumSampler like, int batch, long wanted, long seed, Scope host) {
    ConfigField.atLeast("batch", batch, 1);
    this.supply = supply;
    this.bins = like.bins();
    this.batch = batch;
    int block = like.withColours() ? BLOCK_IN_CONTEXT : BLOCK;
    this.batches = (int) Math.min(Math.max(1, block / batch), wanted);
    this.seed = seed;
    this.drawn = SpectrumDraw.in(host, like, batch * batches);
  }

  /**
   * Where a batch goes.
   *
   * @param spectra receives [batch, bins]
   * @param contexts receives [batch, 2 · bins], the moments of each one's scan, if wanted
   * @param colours receives [batch, 3], the true colours, if the sampler draws them
   */
  public record Target(
      MemorySegment spectra, Optional<MemorySegment> contexts, Optional<MemorySegment> colours) {}

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
      supply.of(wanted).fill(drawn, seed, wanted);
      block = wanted;
    }
    long bytes = (long) batch * bins * Float.BYTES;
    MemorySegment.copy(drawn.spectra, number % batches * bytes, into.spectra, 0, bytes);
    int first = (int) (number % batches) * batch;
    if (into.contexts.isPresent()) {
      for (int i = 0; i < batch; i++) {
        drawn.scans[drawn.cube[first + i]].copyTo(into.contexts.get(), i);
      }
    }
    if (into.colours.isPresent()) {
      MemorySegment.copy(
          drawn.colours, 3 * first, into.colours.get(), ValueLayout.JAVA_FLOAT, 0, 3 * batch);
    }
  }
}
