package org.sinopia.train.data.spectra;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.Renewed;
import org.sinopia.train.data.SyntheticPainting;

/** Spectra of scans that are made again for each block. */
public final class RenewedScans implements SpectrumSupply, AutoCloseable {
  private final Renewed<CubeSource> scans;
  private final Function<List<CubeSource>, SpectrumSampler> sampler;

  /** Makes a scan. */
  @FunctionalInterface
  public interface Making {
    /**
     * The scan of a number from 0, the same always; called on several threads.
     *
     * @throws IOException if its picture cannot be read
     */
    SyntheticPainting scan(long number) throws IOException;
  }

  /**
   * Prepares blocks.
   *
   * @param count scans of a block, at least 1
   * @param making makes them
   * @param sampler draws from those of a block
   */
  public RenewedScans(
      int count, Making making, Function<List<CubeSource>, SpectrumSampler> sampler) {
    this.scans = new Renewed<>("scans of a block", count, n -> making.scan(n).source());
    this.sampler = sampler;
  }

  @Override
  public SpectrumSampler of(long block) throws IOException {
    return sampler.apply(scans.block(block));
  }

  @Override
  public void close() {
    scans.close();
  }
}
