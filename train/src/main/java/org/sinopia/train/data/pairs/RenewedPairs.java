package org.sinopia.train.data.pairs;

import java.io.IOException;
import java.util.List;
import org.sinopia.train.data.Renewed;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.spectra.RenewedScans;

/** Pairs of scans that are made again for each block. */
public final class RenewedPairs implements PairSupply, AutoCloseable {
  /** Crops that are cut of each scan. */
  private static final int CROPS = 16;

  private final int count;
  private final Renewed<Pair> pairs;

  /** Makes the latent of a scan. */
  @FunctionalInterface
  public interface Embedding {
    /** The latent; one thread at a time calls. */
    LatentImage latent(SyntheticPainting painting) throws IOException;
  }

  /**
   * Prepares blocks.
   *
   * @param count scans of a block, at least 1
   * @param making makes them
   * @param embedding makes their latents
   */
  public RenewedPairs(int count, RenewedScans.Making making, Embedding embedding) {
    this.count = count;
    this.pairs =
        new Renewed<>(
            "scans of a block",
            count,
            number -> {
              SyntheticPainting painting = making.scan(number);
              LatentImage latent;
              synchronized (embedding) {
                latent = embedding.latent(painting);
              }
              return new Pair(latent, painting.picture());
            });
  }

  /** Scan after scan, again and again, until each had its crops. */
  @Override
  public Choice choose(long sample) throws IOException {
    List<Pair> block = pairs.block(sample / count / CROPS);
    Pair chosen = block.get((int) (sample % count));
    return () -> chosen;
  }

  @Override
  public void close() {
    pairs.close();
  }
}
