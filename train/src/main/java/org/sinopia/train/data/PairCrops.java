package org.sinopia.train.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.sinopia.tensor.Scope;
import org.sinopia.train.Objective;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.picture.Picture;

/**
 * Batches of crops of pairs, the latent and the painting mapped alike. In each pass every pair is
 * shown once, in an order of its own. What a batch holds is a function of (seed, number) alone,
 * whatever is read when and by how many threads.
 */
public final class PairCrops {
  /** Numbers of streams of a seed, beside those of single crops, that orders are drawn from. */
  private static final long ORDERS = 1L << 62;

  private final PairsFolder folder;
  private final List<PairsManifest.Entry> entries;
  private final AugmentationConfig augmentation;
  private final int channels;
  private final int side;
  private final int size;
  private final long seed;
  private final long memory;
  private final ConcurrentMap<Integer, Pair> kept = new ConcurrentHashMap<>();
  private final AtomicLong keptBytes = new AtomicLong();

  /** The pass that {@link #order} is the order of, or −1. */
  private long pass = -1;

  private int[] order = {};

  private record Pair(LatentImage latent, Picture picture) {}

  /**
   * Crops of latents and of their pictures.
   *
   * @param latents [size, channels, side, side]
   * @param pictures [size, 3, side, side], sRGB-encoded, in [0, 1]
   */
  public record Batch(Objective.Input latents, Objective.Input pictures) {}

  /**
   * Prepares to draw; reads nothing yet.
   *
   * @param entries of the folder, with a picture each
   * @param channels of the latents
   * @param side of a crop in pixels, at least 1
   * @param size crops of a batch, at least 1
   * @param memory how many bytes of pairs may be kept, so that they are not read again
   */
  public PairCrops(
      PairsFolder folder,
      List<PairsManifest.Entry> entries,
      AugmentationConfig augmentation,
      int channels,
      int side,
      int size,
      long seed,
      long memory) {
    this.folder = folder;
    this.entries = List.copyOf(entries);
    this.augmentation = augmentation;
    this.channels = channels;
    this.side = side;
    this.size = size;
    this.seed = seed;
    this.memory = memory;
  }

  /**
   * A buffer for batches.
   *
   * @param host a scope of the CPU, with which it ends
   */
  public Batch buffer(Scope host) {
    return new Batch(
        Objective.Input.buffer(host, size, channels, side, side),
        Objective.Input.buffer(host, size, 3, side, side));
  }

  /** Fills a buffer with the batch of a number from 0. One thread at a time. */
  public void fill(Batch batch, long number) throws IOException {
    int[] chosen = new int[size];
    for (int i = 0; i < size; i++) {
      chosen[i] = entryOf(number * size + i);
    }
    try {
      IntStream.range(0, size)
          .parallel()
          .forEach(i -> crop(number * size + i, chosen[i], batch, i));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void crop(long sample, int index, Batch batch, int i) {
    PairsManifest.Entry entry = entries.get(index);
    Pair pair = pair(index);
    int height = entry.height();
    int width = entry.width();
    CropMap map =
        CropMap.draw(augmentation, height, width, side, new RandomStream(seed, sample, 0));
    int area = side * side;
    map.apply(
        pair.latent().values(),
        channels,
        height,
        width,
        batch.latents().values(),
        (long) i * channels * area);
    map.apply(pair.picture().planes(), 3, height, width, batch.pictures().values(), i * 3L * area);
  }

  private int entryOf(long sample) {
    int n = entries.size();
    if (sample / n != pass) {
      pass = sample / n;
      order = shuffled();
    }
    return order[(int) (sample % n)];
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

  private Pair pair(int index) {
    Pair known = kept.get(index);
    if (known != null) {
      return known;
    }
    PairsManifest.Entry entry = entries.get(index);
    try {
      Pair read = new Pair(folder.latent(entry, channels), folder.picture(entry).orElseThrow());
      long bytes = (long) Float.BYTES * (channels + 3) * read.latent().pixels();
      if (keptBytes.addAndGet(bytes) > memory) {
        keptBytes.addAndGet(-bytes);
      } else if (kept.putIfAbsent(index, read) != null) {
        keptBytes.addAndGet(-bytes);
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
