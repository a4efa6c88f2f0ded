package org.sinopia.xrf.recipe;

import java.util.Arrays;
import java.util.Comparator;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.recipe.RecipeLibrary.Candidate;

/**
 * Finds colours near a colour: those in the nearest cells of a grid over CIELAB, then ranked by
 * ΔE00. Distances in CIELAB and ΔE00 rank differently, so more are looked at than are returned.
 */
final class LabIndex {
  private static final double CELL = 4;
  private static final int L_CELLS = 26;
  private static final int AB_CELLS = 64;
  private static final int MORE = 24;

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
    int wanted = Math.min(count + MORE, colours.length);
    int cl = l(colour.l());
    int ca = ab(colour.a());
    int cb = ab(colour.b());
    int[] found = new int[64];
    int size = 0;
    int enough = Integer.MAX_VALUE;
    // A cell further than the one that completed the count can hold no nearer colour.
    for (int reach = 0; reach <= AB_CELLS && reach <= enough; reach++) {
      for (int l = Math.max(0, cl - reach); l <= Math.min(L_CELLS - 1, cl + reach); l++) {
        for (int a = Math.max(0, ca - reach); a <= Math.min(AB_CELLS - 1, ca + reach); a++) {
          boolean face = Math.abs(l - cl) == reach || Math.abs(a - ca) == reach;
          int step = face || reach == 0 ? 1 : 2 * reach;
          for (int b = cb - reach; b <= cb + reach; b += step) {
            if (b < 0 || b >= AB_CELLS) {
              continue;
            }
            int cell = cell(l, a, b);
            for (int i = starts[cell]; i < starts[cell + 1]; i++) {
              if (size == found.length) {
                found = Arrays.copyOf(found, 2 * size);
              }
              found[size++] = members[i];
            }
          }
        }
      }
      if (size >= wanted && enough == Integer.MAX_VALUE) {
        enough = reach + 1;
      }
    }
    return Arrays.stream(found, 0, size)
        .mapToObj(i -> new Candidate(i, Ciede2000.difference(colour, colours[i])))
        .sorted(
            Comparator.comparingDouble(Candidate::difference).thenComparingInt(Candidate::number))
        .limit(count)
        .toArray(Candidate[]::new);
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
}
