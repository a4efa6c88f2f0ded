package org.sinopia.xrf.recipe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.recipe.RecipeLibrary.Candidate;

/**
 * Finds colours near a colour. A grid over CIELAB yields those nearest by a quadratic form, the
 * lightness, chroma and hue terms of ΔE00 with the weights of the colour sought; these are ranked
 * by ΔE00 itself. As the two rank differently, more are looked at than are returned.
 */
final class LabIndex {
  private static final double CELL = 3;
  private static final int L_CELLS = 34;
  private static final int AB_CELLS = 86;
  private static final int MORE = 16;

  private final Lab[] colours;
  private final int[] starts = new int[L_CELLS * AB_CELLS * AB_CELLS + 1];
  private final int[] members;

  LabIndex(Lab[] colours) {
    this.colours = colours;
    this.members = new int[colours.length];
    int[] cells = new int[colours.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(l(colours[i].l()), ab(colours[i].a()), ab(colours[i].b()));
      starts[cells[i] + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] next = starts.clone();
    for (int i = 0; i < cells.length; i++) {
      members[next[cells[i]]++] = i;
    }
  }

  Candidate[] nearest(Lab colour, int count) {
    Nearest nearest = new Nearest(colour, Math.min(count + MORE, colours.length));
    for (int reach = 0; reach < AB_CELLS && !nearest.isComplete(reach); reach++) {
      shell(colour, reach, nearest);
    }
    return nearest
        .numbers()
        .mapToObj(i -> new Candidate(i, Ciede2000.difference(colour, colours[i])))
        .sorted(
            Comparator.comparingDouble(Candidate::difference).thenComparingInt(Candidate::number))
        .limit(count)
        .toArray(Candidate[]::new);
  }

  /**
   * Offers the colours of all cells that are {@code reach} cells away in at least one direction.
   */
  private void shell(Lab colour, int reach, Nearest nearest) {
    int cl = l(colour.l());
    int ca = ab(colour.a());
    int cb = ab(colour.b());
    for (int l = Math.max(0, cl - reach); l <= Math.min(L_CELLS - 1, cl + reach); l++) {
      for (int a = Math.max(0, ca - reach); a <= Math.min(AB_CELLS - 1, ca + reach); a++) {
        boolean face = Math.abs(l - cl) == reach || Math.abs(a - ca) == reach;
        for (int b = cb - reach; b <= cb + reach; b += face ? 1 : 2 * reach) {
          if (b >= 0 && b < AB_CELLS) {
            int cell = cell(l, a, b);
            for (int i = starts[cell]; i < starts[cell + 1]; i++) {
              nearest.offer(members[i], colours[members[i]]);
            }
          }
        }
      }
    }
  }

  private static int l(double l) {
    return Math.clamp((long) Math.floor(l / CELL), 0, L_CELLS - 1);
  }

  private static int ab(double value) {
    return Math.clamp((long) Math.floor(value / CELL) + AB_CELLS / 2, 0, AB_CELLS - 1);
  }

  private static int cell(int l, int a, int b) {
    return (l * AB_CELLS + a) * AB_CELLS + b;
  }

  /** The nearest colours offered so far, sorted by distance. */
  private static final class Nearest {
    private final Lab colour;
    private final double byL;
    private final double byC;
    private final double byH;
    private final double cos;
    private final double sin;
    private final int[] numbers;
    private final double[] squares;
    private int size;

    Nearest(Lab colour, int most) {
      this.colour = colour;
      this.numbers = new int[most];
      this.squares = new double[most];
      double chroma = Math.sqrt(colour.a() * colour.a() + colour.b() * colour.b());
      double lightness = (colour.l() - 50) * (colour.l() - 50);
      this.byL = 1 / (1 + 0.015 * lightness / Math.sqrt(20 + lightness));
      this.byC = 1 / (1 + 0.045 * chroma);
      this.byH = 1 / (1 + 0.015 * chroma);
      this.cos = chroma > 0 ? colour.a() / chroma : 1;
      this.sin = chroma > 0 ? colour.b() / chroma : 0;
    }

    /** True if no cell of a shell can hold a colour nearer than the farthest one kept. */
    boolean isComplete(int reach) {
      double least = (reach - 1) * CELL * Math.min(byL, byC);
      return size == numbers.length && least > 0 && least * least > squares[size - 1];
    }

    void offer(int number, Lab other) {
      double dL = (other.l() - colour.l()) * byL;
      double dA = other.a() - colour.a();
      double dB = other.b() - colour.b();
      double dC = (cos * dA + sin * dB) * byC;
      double dH = (cos * dB - sin * dA) * byH;
      double square = dL * dL + dC * dC + dH * dH;
      if (size == numbers.length && square >= squares[size - 1]) {
        return;
      }
      int at = size < numbers.length ? size++ : size - 1;
      while (at > 0 && squares[at - 1] > square) {
        squares[at] = squares[at - 1];
        numbers[at] = numbers[at - 1];
        at--;
      }
      squares[at] = square;
      numbers[at] = number;
    }

    IntStream numbers() {
      return Arrays.stream(numbers, 0, size);
    }
  }
}
