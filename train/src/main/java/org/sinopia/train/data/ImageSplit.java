package org.sinopia.train.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.sinopia.tensor.random.Philox;

/**
 * Which images models are trained on, which choose among models, and which are kept for the end:
 * 70, 20 and 10 in a hundred, as in arXiv 2410.08826, whole images always, for pixels of one image
 * are too much alike. Images are ranked by a hash of (seed, name), so it matters neither in what
 * order they are given nor what else happens. Of a name with an {@value #SCAN}, what is before it
 * names the image and what is after it one of its scans; scans of one image are for the same.
 */
public enum ImageSplit {
  /** Seen by training. */
  TRAIN,
  /** Measured after every epoch. */
  VALIDATION,
  /** Measured at the end. */
  TEST;

  /** Stands between the name of an image and the number of its scan. */
  public static final String SCAN = "@";

  /** Splits images in the default shares, see {@link SplitShares#DEFAULT}. */
  public static SequencedMap<String, ImageSplit> of(Collection<String> names, long seed) {
    return of(names, seed, SplitShares.DEFAULT);
  }

  /**
   * Splits images. The numbers of the last two are rounded; of three images or more each gets at
   * least one unless its share is 0, of two none is for the test, and one alone is for training.
   *
   * @param names all different
   * @return in the order of {@code names}
   * @throws IllegalArgumentException if two are the same
   */
  public static SequencedMap<String, ImageSplit> of(
      Collection<String> names, long seed, SplitShares shares) {
    List<String> ranked =
        new ArrayList<>(names.stream().map(ImageSplit::image).distinct().toList());
    ranked.sort(
        Comparator.comparingLong((String name) -> hash(seed, name))
            .thenComparing(Comparator.naturalOrder()));
    int n = ranked.size();
    int test = shares.testOf(n);
    int validation = shares.validationOf(n);
    SequencedMap<String, ImageSplit> splits = new LinkedHashMap<>();
    Set<String> tests = Set.copyOf(ranked.subList(0, test));
    Set<String> validations = Set.copyOf(ranked.subList(test, test + validation));
    for (String name : names) {
      String image = image(name);
      splits.put(
          name, tests.contains(image) ? TEST : validations.contains(image) ? VALIDATION : TRAIN);
    }
    if (splits.size() < names.size()) {
      throw new IllegalArgumentException(
          "split: "
              + (names.size() - splits.size())
              + " of "
              + names.size()
              + " images have the name of another");
    }
    return splits;
  }

  /** The name of the image that a name is of: the name without the number of a scan. */
  public static String image(String name) {
    int at = name.indexOf(SCAN);
    return at > 0 ? name.substring(0, at) : name;
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
