package org.sinopia.train.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.sinopia.tensor.Philox;

/**
 * Which images models are trained on, which choose among models, and which are kept for the end:
 * 70, 20 and 10 in a hundred, as in arXiv 2410.08826, whole images always, for pixels of one image
 * are too much alike. Images are ranked by a hash of (seed, name), so it matters neither in what
 * order they are given nor what else happens.
 */
public enum ImageSplit {
  /** Seen by training. */
  TRAIN,
  /** Measured after every epoch. */
  VALIDATION,
  /** Measured at the end. */
  TEST;

  /**
   * Splits images. The numbers of the last two are rounded; of three images or more each gets at
   * least one, of two none is for the test, and one alone is for training.
   *
   * @param names all different
   * @return in the order of {@code names}
   * @throws IllegalArgumentException if two are the same
   */
  public static SequencedMap<String, ImageSplit> of(Collection<String> names, long seed) {
    List<String> ranked = new ArrayList<>(names);
    ranked.sort(
        Comparator.comparingLong((String name) -> hash(seed, name))
            .thenComparing(Comparator.naturalOrder()));
    int n = ranked.size();
    int test = n < 3 ? 0 : Math.max(1, (int) Math.round(0.1 * n));
    int validation = n < 2 ? 0 : Math.max(1, (int) Math.round(0.2 * n));
    SequencedMap<String, ImageSplit> splits = new LinkedHashMap<>();
    names.forEach(name -> splits.put(name, TRAIN));
    if (splits.size() < n) {
      throw new IllegalArgumentException(
          "split: " + (n - splits.size()) + " of " + n + " images have the name of another");
    }
    ranked.subList(0, test).forEach(name -> splits.put(name, TEST));
    ranked.subList(test, test + validation).forEach(name -> splits.put(name, VALIDATION));
    return splits;
  }

  /** As it is spelled in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** FNV-1a of the name, mixed with the seed. */
  private static long hash(long seed, String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    int[] words = new int[4];
    Philox.block(seed, hash, 0, words, 0);
    return (long) words[0] << Integer.SIZE | Integer.toUnsignedLong(words[1]);
  }
}
