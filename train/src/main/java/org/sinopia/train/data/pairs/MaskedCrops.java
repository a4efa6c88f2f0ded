package org.sinopia.train.data.pairs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.tensor.Scope;
import org.sinopia.train.Objective;
import org.sinopia.xrf.RandomStream;

/**
 * Batches of crops of latents of which random cells are hidden. A batch is a function of (seed,
 * number) alone.
 */
public final class MaskedCrops {
  /** Masks come from this stream of a sample, crops from stream 0. */
  private static final int MASKS = 1;

  private final FolderPasses<LatentImage> latents;
  private final AugmentationConfig augmentation;
  private final MaskConfig mask;
  private final float hidden;
  private final int channels;
  private final int side;
  private final int size;
  private final long seed;

  /**
   * Crops of latents.
   *
   * @param masked [size, channels, side, side], with a constant where hidden
   * @param latents [size, channels, side, side]
   * @param mask [size, 1, side, side], 1 where hidden, else 0
   */
  public record Batch(Objective.Input masked, Objective.Input latents, Objective.Input mask) {
    /** In the order masked, latents, mask. */
    public List<Objective.Input> inputs() {
      return List.of(masked, latents, mask);
    }
  }

  /**
   * Prepares to draw; reads nothing yet.
   *
   * @param folder of the latents
   * @param entries of the folder, at least one
   * @param hidden what a hidden pixel holds
   * @param channels of the latents
   * @param side of a crop in pixels, a multiple of the mask's cell
   * @param size crops of a batch
   */
  public MaskedCrops(
      PairsFolder folder,
      List<PairsManifest.Entry> entries,
      AugmentationConfig augmentation,
      MaskConfig mask,
      float hidden,
      int channels,
      int side,
      int size,
      long seed) {
    List<PairsManifest.Entry> all = List.copyOf(entries);
    this.latents =
        new FolderPasses<>(
            all.size(),
            index -> folder.latent(all.get(index), channels),
            latent -> (long) Float.BYTES * channels * latent.pixels(),
            seed,
            FolderPasses.MEMORY);
    this.augmentation = augmentation;
    this.mask = mask;
    this.hidden = hidden;
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
        Objective.Input.buffer(host, size, channels, side, side),
        Objective.Input.buffer(host, size, 1, side, side));
  }

  /** Fills a buffer with the batch of a number from 0. One thread at a time. */
  public void fill(Batch batch, long number) throws IOException {
    int[] chosen = IntStream.range(0, size).map(i -> latents.index(number * size + i)).toArray();
    ParallelCrops.cut(size, i -> crop(number * size + i, latents.content(chosen[i]), batch, i));
  }

  private void crop(long sample, LatentImage latent, Batch batch, int i) {
    CropMap map =
        CropMap.draw(
            augmentation, latent.height(), latent.width(), side, new RandomStream(seed, sample, 0));
    long area = (long) side * side;
    MemorySegment whole = batch.latents().values();
    map.apply(
        latent.values(),
        channels,
        latent.height(),
        latent.width(),
        whole,
        (long) i * channels * area);
    boolean[] cells = cells(new RandomStream(seed, sample, MASKS));
    MemorySegment masked = batch.masked().values();
    MemorySegment where = batch.mask().values();
    for (int pixel = 0; pixel < area; pixel++) {
      boolean gone = cells[cell(pixel)];
      where.setAtIndex(ValueLayout.JAVA_FLOAT, i * area + pixel, gone ? 1 : 0);
      for (int c = 0; c < channels; c++) {
        long at = ((long) i * channels + c) * area + pixel;
        float there = whole.getAtIndex(ValueLayout.JAVA_FLOAT, at);
        masked.setAtIndex(ValueLayout.JAVA_FLOAT, at, gone ? hidden : there);
      }
    }
  }

  private int cell(int pixel) {
    int row = pixel / side / mask.cell();
    int column = pixel % side / mask.cell();
    return row * (side / mask.cell()) + column;
  }

  /** Which cells are hidden: the first of a shuffled list. */
  private boolean[] cells(RandomStream random) {
    int count = mask.cells(side);
    int[] order = IntStream.range(0, count).toArray();
    boolean[] chosen = new boolean[count];
    for (int i = 0; i < mask.hidden(side); i++) {
      int j = i + random.below(count - i);
      chosen[order[j]] = true;
      order[j] = order[i];
    }
    return chosen;
  }
}
