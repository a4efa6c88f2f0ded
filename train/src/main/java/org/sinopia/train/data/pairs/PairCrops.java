package org.sinopia.train.data.pairs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.train.Objective;
import org.sinopia.xrf.RandomStream;

/**
 * Batches of crops of pairs, the latent and the painting mapped alike. The content of a batch is a
 * function of (seed, number) alone, for any order of reading and number of threads.
 */
public final class PairCrops {
  private final PairSupply supply;
  private final AugmentationConfig augmentation;
  private final int channels;
  private final int side;
  private final int size;
  private final long seed;

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
   * @param supply of the pairs
   * @param channels of the latents
   * @param side of a crop in pixels, at least 1
   * @param size crops of a batch, at least 1
   */
  public PairCrops(
      PairSupply supply,
      AugmentationConfig augmentation,
      int channels,
      int side,
      int size,
      long seed) {
    this.supply = supply;
    this.augmentation = augmentation;
    this.channels = channels;
    this.side = side;
    this.size = size;
    this.seed = seed;
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
    List<PairSupply.Choice> chosen = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      chosen.add(supply.choose(number * size + i));
    }
    ParallelCrops.cut(size, i -> crop(number * size + i, chosen.get(i).pair(), batch, i));
  }

  private void crop(long sample, PairSupply.Pair pair, Batch batch, int i) {
    int height = pair.latent().height();
    int width = pair.latent().width();
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
}
