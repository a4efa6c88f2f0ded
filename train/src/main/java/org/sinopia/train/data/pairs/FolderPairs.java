package org.sinopia.train.data.pairs;

import java.util.List;

/**
 * Pairs of a folder: each pass shows every pair once, in an order that differs from pass to pass.
 */
public final class FolderPairs implements PairSupply {
  private final FolderPasses<Pair> pairs;

  /**
   * Prepares; reads nothing yet.
   *
   * @param entries of the folder, with a picture each
   * @param channels of the latents
   * @param seed of the orders
   */
  public FolderPairs(
      PairsFolder folder, List<PairsManifest.Entry> entries, int channels, long seed) {
    this(folder, entries, channels, seed, FolderPasses.MEMORY);
  }

  /**
   * The same with another limit.
   *
   * @param memory bytes of pairs that may be kept, so that they are not read again
   */
  FolderPairs(
      PairsFolder folder, List<PairsManifest.Entry> entries, int channels, long seed, long memory) {
    List<PairsManifest.Entry> all = List.copyOf(entries);
    pairs =
        new FolderPasses<>(
            all.size(),
            index ->
                new Pair(
                    folder.latent(all.get(index), channels),
                    folder.picture(all.get(index)).orElseThrow()),
            pair -> (long) Float.BYTES * (channels + 3) * pair.latent().pixels(),
            seed,
            memory);
  }

  @Override
  public Choice choose(long sample) {
    int chosen = pairs.index(sample);
    return () -> pairs.content(chosen);
  }
}
