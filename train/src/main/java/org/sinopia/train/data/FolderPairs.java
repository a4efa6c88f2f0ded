package org.sinopia.train.data;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.sinopia.xrf.RandomStream;

/** Pairs of a folder: in each pass every pair is shown once, in another order. */
public final class FolderPairs implements PairSupply {
  /** Numbers of streams of a seed, beside those of single crops, that orders are drawn from. */
  private static final long ORDERS = 1L << 62;

  private final PairsFolder folder;
  private final List<PairsManifest.Entry> entries;
  private final int channels;
  private final long seed;
  private final long memory;
  private final ConcurrentMap<Integer, Pair> kept = new ConcurrentHashMap<>();
  private final AtomicLong keptBytes = new AtomicLong();

  /** The pass that {@link #order} is the order of, or −1. */
  private long pass = -1;

  private int[] order = {};

  /**
   * Prepares; reads nothing yet.
   *
   * @param entries of the folder, with a picture each
   * @param channels of the latents
   * @param seed of the orders
   * @param memory how many bytes of pairs may be kept, so that they are not read again
   */
  public FolderPairs(
      PairsFolder folder, List<PairsManifest.Entry> entries, int channels, long seed, long memory) {
    this.folder = folder;
    this.entries = List.copyOf(entries);
    this.channels = channels;
    this.seed = seed;
    this.memory = memory;
  }

  @Override
  public Choice choose(long sample) {
    int n = entries.size();
    if (sample / n != pass) {
      pass = sample / n;
      order = shuffled();
    }
    int chosen = order[(int) (sample % n)];
    return () -> pair(chosen);
  }

  /** Fisher and Yates. */
  private int[] shuffled() {
    int[] shuffled = IntStream.range(0, entries.size()).toArray();
    RandomStream random = new RandomStream(seed, ORDERS + pass, 0);
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.below(i + 1);
      int other = shuffled[j];
      shuffled[j] = shuffled[i];
      shuffled[i] = other;
    }
    return shuffled;
  }

  private Pair pair(int index) throws IOException {
    Pair known = kept.get(index);
    if (known != null) {
      return known;
    }
    PairsManifest.Entry entry = entries.get(index);
    Pair read = new Pair(folder.latent(entry, channels), folder.picture(entry).orElseThrow());
    long bytes = (long) Float.BYTES * (channels + 3) * read.latent().pixels();
    if (keptBytes.addAndGet(bytes) > memory) {
      keptBytes.addAndGet(-bytes);
    } else if (kept.putIfAbsent(index, read) != null) {
      keptBytes.addAndGet(-bytes);
    }
    return read;
  }
}
