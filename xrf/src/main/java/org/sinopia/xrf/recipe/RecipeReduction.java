package org.sinopia.xrf.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Lab;

/**
 * Reduces the recipes of a picture to a given number: again and again the recipe is dropped that
 * costs least, which is its area times the squared distance in CIELAB to the nearest one left; its
 * area goes to that one. Then each region of a dropped recipe takes the nearest one left by ΔE00.
 */
final class RecipeReduction {
  private final RecipeLibrary library;
  private final int[] numbers;
  private final double[] areas;
  private final boolean[] dropped;
  private final int[] heirs;
  private final double[] distances;

  private RecipeReduction(RecipeLibrary library, int[] numbers, double[] areas) {
    this.library = library;
    this.numbers = numbers;
    this.areas = areas;
    this.dropped = new boolean[numbers.length];
    this.heirs = new int[numbers.length];
    this.distances = new double[numbers.length];
  }

  /**
   * The plan of given choices.
   *
   * @param chosen number of the recipe of each region, in the library
   */
  static RecipePlan of(
      RecipeLibrary library, Lab[] colours, double[] regionAreas, int[] chosen, int most) {
    int[] numbers = Arrays.stream(chosen).distinct().sorted().toArray();
    double[] areas = new double[numbers.length];
    for (int region = 0; region < chosen.length; region++) {
      areas[Arrays.binarySearch(numbers, chosen[region])] += regionAreas[region];
    }
    RecipeReduction reduction = new RecipeReduction(library, numbers, areas);
    reduction.dropUntil(most);
    return reduction.plan(colours, chosen);
  }

  private void dropUntil(int most) {
    for (int i = 0; i < numbers.length; i++) {
      findHeir(i);
    }
    for (int left = numbers.length; left > most; left--) {
      int cheapest = -1;
      for (int i = 0; i < numbers.length; i++) {
        if (!dropped[i] && (cheapest < 0 || cost(i) < cost(cheapest))) {
          cheapest = i;
        }
      }
      dropped[cheapest] = true;
      areas[heirs[cheapest]] += areas[cheapest];
      for (int i = 0; i < numbers.length; i++) {
        if (!dropped[i] && heirs[i] == cheapest) {
          findHeir(i);
        }
      }
    }
  }

  private double cost(int i) {
    return areas[i] * distances[i];
  }

  private void findHeir(int i) {
    Lab from = library.colour(numbers[i]);
    distances[i] = Double.POSITIVE_INFINITY;
    for (int j = 0; j < numbers.length; j++) {
      if (j != i && !dropped[j]) {
        Lab to = library.colour(numbers[j]);
        double dL = to.l() - from.l();
        double dA = to.a() - from.a();
        double dB = to.b() - from.b();
        double distance = dL * dL + dA * dA + dB * dB;
        if (distance < distances[i]) {
          distances[i] = distance;
          heirs[i] = j;
        }
      }
    }
  }

  private RecipePlan plan(Lab[] colours, int[] chosen) {
    List<Recipe> recipes = new ArrayList<>();
    List<Lab> shown = new ArrayList<>();
    int[] places = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      if (!dropped[i]) {
        places[i] = recipes.size();
        recipes.add(library.recipe(numbers[i]));
        shown.add(library.colour(numbers[i]));
      }
    }
    int[] assignment = new int[chosen.length];
    for (int region = 0; region < chosen.length; region++) {
      int i = Arrays.binarySearch(numbers, chosen[region]);
      assignment[region] = dropped[i] ? nearest(shown, colours[region]) : places[i];
    }
    return new RecipePlan(recipes, shown, assignment);
  }

  private static int nearest(List<Lab> colours, Lab wanted) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < colours.size(); i++) {
      double difference = Ciede2000.difference(wanted, colours.get(i));
      if (difference < least) {
        least = difference;
        best = i;
      }
    }
    return best;
  }
}
