package org.sinopia.xrf.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * The few pigments that a painter has at hand for one picture.
 *
 * @param era the palette of the library that they are from
 * @param pigments their order is that of the era; foils are not among them
 */
public record PaintersPalette(String era, List<LibraryPigment> pigments) {
  /** The fewest pigments that are drawn. */
  public static final int MIN_PIGMENTS = 5;

  /** The most pigments that are drawn. */
  public static final int MAX_PIGMENTS = 12;

  private static final long STREAM = 0x50616C65747465L;

  /**
   * Checks and copies the pigments.
   *
   * @throws IllegalArgumentException if there is none
   */
  public PaintersPalette {
    Objects.requireNonNull(era, "era");
    pigments = List.copyOf(pigments);
    if (pigments.isEmpty()) {
      throw new IllegalArgumentException("painter's palette of '" + era + "': no pigments");
    }
  }

  /** All pigments of an era that can be mixed. */
  public static PaintersPalette whole(PigmentLibrary library, String era) {
    return new PaintersPalette(
        era,
        library.palette(era).stream()
            .filter(pigment -> PigmentRole.of(pigment) != PigmentRole.LEAF)
            .toList());
  }

  /**
   * Draws {@value #MIN_PIGMENTS} to {@value #MAX_PIGMENTS} pigments of an era (all of them if it
   * has fewer): always a white and a dark one if the era has them, then, in random order, one each
   * of red, yellow, blue, green and brown, then any.
   *
   * @param library pigments and eras
   * @param era name of a palette
   * @param seed which draw
   */
  public static PaintersPalette draw(PigmentLibrary library, String era, long seed) {
    RandomStream random = new RandomStream(seed, STREAM, 0);
    int count = MIN_PIGMENTS + random.below(MAX_PIGMENTS - MIN_PIGMENTS + 1);
    return draw(library, era, count, random);
  }

  /** The same with a given number of pigments, at least 2. */
  public static PaintersPalette draw(PigmentLibrary library, String era, int count, long seed) {
    return draw(library, era, count, new RandomStream(seed, STREAM, 0));
  }

  private static PaintersPalette draw(
      PigmentLibrary library, String era, int count, RandomStream random) {
    List<LibraryPigment> all = whole(library, era).pigments();
    List<LibraryPigment> left = new ArrayList<>(all);
    List<LibraryPigment> taken = new ArrayList<>();
    List<PigmentRole> roles =
        new ArrayList<>(
            List.of(
                PigmentRole.RED,
                PigmentRole.YELLOW,
                PigmentRole.BLUE,
                PigmentRole.GREEN,
                PigmentRole.BROWN));
    take(PigmentRole.WHITE, left, taken, random);
    take(PigmentRole.DARK, left, taken, random);
    while (!roles.isEmpty() && taken.size() < count) {
      take(roles.remove(random.below(roles.size())), left, taken, random);
    }
    while (taken.size() < count && !left.isEmpty()) {
      taken.add(left.remove(random.below(left.size())));
    }
    return new PaintersPalette(era, all.stream().filter(taken::contains).toList());
  }

  /** Takes one pigment of a role, if there is any; those that cover better more often. */
  private static void take(
      PigmentRole role,
      List<LibraryPigment> left,
      List<LibraryPigment> taken,
      RandomStream random) {
    double[] weights = new double[left.size()];
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      if (PigmentRole.of(left.get(i)) == role) {
        weights[i] = left.get(i).optics().strength();
        total += weights[i];
      }
    }
    if (total > 0) {
      taken.add(left.remove(random.weighted(weights, total)));
    }
  }
}
