package org.sinopia.xrf.recipe;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.recipe.RecipeLibrary.Candidate;

/**
 * The recipes of a picture and the regions that are painted with them.
 *
 * <p>Each region takes one of the recipes near its colour: of those whose ΔE00 is at most {@value
 * #TOLERANCE} above the nearest one's, one by chance, in proportion to its plausibility, to a
 * weight that falls with ΔE00, and to how much is painted with its family of pigments already,
 * since a painter shades with what is on the palette. Large regions choose first. Where that makes
 * too many recipes, those that cost least are dropped. Immutable.
 */
public final class RecipePlan {
  /** The most recipes of a picture. */
  public static final int MAX_RECIPES = 256;

  /** How much worse than the nearest recipe a candidate may be, in ΔE00. */
  public static final double TOLERANCE = 1;

  private static final long STREAM = 0x526563697065L;
  private static final int CANDIDATES = 48;

  private final List<Recipe> recipes;
  private final List<Lab> colours;
  private final int[] assignment;

  RecipePlan(List<Recipe> recipes, List<Lab> colours, int[] assignment) {
    this.recipes = List.copyOf(recipes);
    this.colours = List.copyOf(colours);
    this.assignment = assignment;
  }

  /** The recipes in use, at most as many as were asked for. */
  public List<Recipe> recipes() {
    return recipes;
  }

  /** The colour of an opaque coat of each recipe. */
  public List<Lab> colours() {
    return colours;
  }

  /** Number of regions. */
  public int regions() {
    return assignment.length;
  }

  /** The place of a region's recipe in {@link #recipes}. */
  public int recipeOf(int region) {
    return assignment[region];
  }

  /**
   * Plans a picture.
   *
   * @param library recipes to choose from
   * @param colours wanted colour of each region
   * @param areas area of each region in any one unit, from 0, finite
   * @param maxRecipes the most recipes, 1 to {@value #MAX_RECIPES}
   * @param seed of all chance
   * @throws IllegalArgumentException if a number is out of range or the areas do not fit the
   *     colours
   */
  public static RecipePlan of(
      RecipeLibrary library, Lab[] colours, double[] areas, int maxRecipes, long seed) {
    check(colours, areas, maxRecipes);
    int[] order = byArea(areas);
    int[] chosen = new int[colours.length];
    FamilyUse use = new FamilyUse();
    RandomStream random = new RandomStream(seed, STREAM, 0);
    for (int region : order) {
      Candidate[] candidates = library.candidates(colours[region], CANDIDATES);
      double limit = candidates[0].difference() + TOLERANCE;
      double[] weights = new double[candidates.length];
      double total = 0;
      for (int i = 0; i < weights.length && candidates[i].difference() <= limit; i++) {
        int number = candidates[i].number();
        double behind = candidates[i].difference() - candidates[0].difference();
        weights[i] =
            library.plausibility(number)
                * (1 - 0.8 * behind / TOLERANCE)
                * use.weight(library.family(number));
        total += weights[i];
      }
      chosen[region] = candidates[random.weighted(weights, total)].number();
      use.add(library.family(chosen[region]), areas[region]);
    }
    return RecipeReduction.of(library, colours, areas, chosen, maxRecipes);
  }

  private static void check(Lab[] colours, double[] areas, int maxRecipes) {
    if (colours.length != areas.length) {
      throw new IllegalArgumentException(
          "recipes: %d areas of %d regions, expected one of each"
              .formatted(areas.length, colours.length));
    }
    if (maxRecipes < 1 || maxRecipes > MAX_RECIPES) {
      throw new IllegalArgumentException(
          "recipes: at most %d, expected 1 to %d".formatted(maxRecipes, MAX_RECIPES));
    }
    for (double area : areas) {
      if (!(area >= 0) || Double.isInfinite(area)) {
        throw new IllegalArgumentException(
            "recipes: area of a region is %s, expected a finite number from 0".formatted(area));
      }
    }
  }

  private static int[] byArea(double[] areas) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < areas.length; i++) {
      order.add(i);
    }
    order.sort((a, b) -> Double.compare(areas[b], areas[a]));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** ΔE00 between a region's wanted colour and its recipe's. */
  public double difference(int region, Lab wanted) {
    return Ciede2000.difference(wanted, colours.get(assignment[region]));
  }
}
