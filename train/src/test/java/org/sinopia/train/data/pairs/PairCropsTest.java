package org.sinopia.train.data.pairs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.train.data.ImageSplit;

class PairCropsTest {
  @TempDir Path root;
  private PairsFolder folder;
  private List<PairsManifest.Entry> entries;

  @BeforeEach
  void pairs() throws IOException {
    folder = PairsFolder.open(TinyPairs.write(root.resolve("pairs"), 12, 16));
    entries = folder.of(ImageSplit.TRAIN);
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by end
  private final Scope host = Scope.open(Device.cpu());

  @AfterEach
  void end() {
    host.close();
  }

  private PairCrops.Batch batch(PairCrops crops, long number) throws IOException {
    PairCrops.Batch batch = crops.buffer(host);
    crops.fill(batch, number);
    return batch;
  }

  private PairCrops crops(AugmentationConfig augmentation, int side, long seed, long memory) {
    return new PairCrops(
        new FolderPairs(folder, entries, 3, seed, memory), augmentation, 3, side, 2, seed);
  }

  /** In these pairs a latent is its picture, so equal maps give equal crops. */
  @Test
  void latentAndPictureAreMappedAlike() throws IOException {
    PairCrops crops = crops(AugmentationConfig.DEFAULT, 8, 1, 0);
    for (int i = 0; i < 20; i++) {
      PairCrops.Batch batch = batch(crops, i);
      try (Scope scope = Scope.open(Device.reference())) {
        assertEquals(Shape.of(2, 3, 8, 8), batch.latents().shape());
        assertArrayEquals(pictures(batch), batch.latents().in(scope).toFloats());
      }
    }
  }

  private static float[] pictures(PairCrops.Batch batch) {
    try (Scope scope = Scope.open(Device.reference())) {
      return batch.pictures().in(scope).toFloats();
    }
  }

  @Test
  void aBatchIsAFunctionOfSeedAndNumberAlone() throws IOException {
    PairCrops kept = crops(AugmentationConfig.DEFAULT, 8, 1, Long.MAX_VALUE);
    List<float[]> batches = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      batches.add(pictures(batch(kept, i)));
    }
    PairCrops read = crops(AugmentationConfig.DEFAULT, 8, 1, 0);
    for (int i : new int[] {7, 2, 2, 5, 0}) {
      assertArrayEquals(batches.get(i), pictures(batch(read, i)));
    }
    PairCrops other = crops(AugmentationConfig.DEFAULT, 8, 2, 0);
    assertFalse(Arrays.equals(batches.getFirst(), pictures(batch(other, 0))));
  }

  /** Crops of the size of the larger side show a picture whole, so each tells which it is. */
  @Test
  void everyPassShowsEveryPairOnceInAnOrderOfItsOwn() throws IOException {
    AugmentationConfig plain = AugmentationConfig.NONE;
    PairCrops crops =
        new PairCrops(
            new FolderPairs(folder, entries, 3, 1, Long.MAX_VALUE),
            plain,
            3,
            16,
            entries.size(),
            1);
    Set<List<Integer>> orders = new HashSet<>();
    for (int pass = 0; pass < 6; pass++) {
      float[] shown = pictures(batch(crops, pass));
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < entries.size(); i++) {
        order.add(Arrays.hashCode(Arrays.copyOfRange(shown, i * 768, (i + 1) * 768)));
      }
      assertEquals(entries.size(), new HashSet<>(order).size());
      orders.add(order);
    }
    assertEquals(1, orders.stream().map(HashSet::new).distinct().count());
    assertFalse(orders.size() == 1);
  }
}
