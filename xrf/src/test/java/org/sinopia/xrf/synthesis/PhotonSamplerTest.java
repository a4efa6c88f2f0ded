package org.sinopia.xrf.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sinopia.tensor.random.Philox;
import org.sinopia.tensor.random.PhotonSampler;

class PhotonSamplerTest {

  @Property(tries = 200)
  void photonIIsTheBinOfWordIOfTheStream(
      @ForAll long seed,
      @ForAll long stream,
      @ForAll @IntRange(max = 3000) int photons,
      @ForAll @IntRange(min = 1, max = 200) int bins) {
    double[] probabilities = new double[bins];
    for (int bin = 0; bin < bins; bin++) {
      probabilities[bin] = Philox.uniform(Philox.word(seed, ~stream, bin)) + 1e-3;
    }
    AliasTable table = AliasTable.of(probabilities);
    int[] expected = new int[1 << table.bits()];
    for (int i = 0; i < photons; i++) {
      int word = Philox.word(seed, stream, i);
      int column = word & (expected.length - 1);
      int entry = table.entries()[column];
      boolean own = word >>> table.bits() < entry >>> table.bits();
      expected[own ? column : entry & (expected.length - 1)]++;
    }

    int[] counts = new int[expected.length];
    new PhotonSampler(seed).draw(table.entries(), stream, photons, counts);

    assertArrayEquals(expected, counts);
  }

  @Property(tries = 100)
  void wordsAreInTheOrderOfTheStream(
      @ForAll long seed, @ForAll long stream, @ForAll @IntRange(max = 3000) int count) {
    int[] expected = new int[count];
    for (int i = 0; i < count; i++) {
      expected[i] = Philox.word(seed, stream, i);
    }

    int[] words = new int[count];
    new PhotonSampler(seed).words(stream, count, words);

    assertArrayEquals(expected, words);
  }
}
