package org.sinopia.xrf.paint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.recipe.Recipe;
import org.sinopia.xrf.recipe.RecipeLibrary;
import org.sinopia.xrf.recipe.RecipePlan;

/**
 * The recipe of each stroke. Strokes of one colour, to {@value #CELL} in each coordinate of CIELAB,
 * are painted from one heap of paint.
 *
 * @param recipes those in use
 * @param colours colour of an opaque coat of each
 * @param recipeOf place of the recipe of each stroke; {@link Stack#NONE} for strokes without area
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record StrokePlan(List<Recipe> recipes, List<Lab> colours, int[] recipeOf) {

  private static final double CELL = 2.5;

  /** How far a wanted colour is moved at most, to allow for what shines through, in ΔE*ab. */
  private static final double MAX_ALLOWANCE = 25;

  /** How an opaque coat of a recipe looks on the picture. */
  @FunctionalInterface
  interface Appearance {
    /** The visible colour of a recipe. */
    Reflectance of(Recipe recipe);
  }

  /**
   * Plans strokes.
   *
   * @param library recipes to choose from
   * @param colours colour of each stroke
   * @param areas of each stroke; those of area 0 get no recipe
   * @param maxRecipes the most recipes
   * @param appearance what is seen of a recipe, which is allowed for
   * @param seed of all chance
   */
  static StrokePlan of(
      RecipeLibrary library,
      Lab[] colours,
      double[] areas,
      int maxRecipes,
      Appearance appearance,
      long seed) {
    Map<List<Long>, Integer> cells = new LinkedHashMap<>();
    int[] heapOf = new int[colours.length];
    for (int i = 0; i < heapOf.length; i++) {
      if (areas[i] > 0) {
        List<Long> cell = List.of(cell(colours[i].l()), cell(colours[i].a()), cell(colours[i].b()));
        Integer known = cells.putIfAbsent(cell, cells.size());
        heapOf[i] = known == null ? cells.size() - 1 : known;
      } else {
        heapOf[i] = Stack.NONE;
      }
    }
    double[] heapAreas = new double[cells.size()];
    double[] sums = new double[3 * heapAreas.length];
    for (int i = 0; i < heapOf.length; i++) {
      int heap = heapOf[i];
      if (heap != Stack.NONE) {
        heapAreas[heap] += areas[i];
        sums[3 * heap] += areas[i] * colours[i].l();
        sums[3 * heap + 1] += areas[i] * colours[i].a();
        sums[3 * heap + 2] += areas[i] * colours[i].b();
      }
    }
    Map<Integer, Lab> seen = new LinkedHashMap<>();
    Lab[] wanted = new Lab[heapAreas.length];
    for (int heap = 0; heap < wanted.length; heap++) {
      double area = heapAreas[heap];
      Lab colour =
          new Lab(sums[3 * heap] / area, sums[3 * heap + 1] / area, sums[3 * heap + 2] / area);
      int nearest = library.nearest(colour, 1)[0];
      Lab found = seen.computeIfAbsent(nearest, n -> appearance.of(library.recipe(n)).toLab());
      wanted[heap] = allowing(colour, library.colour(nearest), found);
    }
    RecipePlan plan = RecipePlan.of(library, wanted, heapAreas, maxRecipes, seed);
    int[] recipeOf =
        Arrays.stream(heapOf)
            .map(heap -> heap == Stack.NONE ? Stack.NONE : plan.recipeOf(heap))
            .toArray();
    return new StrokePlan(new ArrayList<>(plan.recipes()), plan.colours(), recipeOf);
  }

  private static long cell(double coordinate) {
    return (long) Math.floor(coordinate / CELL);
  }

  /** A colour, moved by as much as a recipe's coat looks different on the picture. */
  private static Lab allowing(Lab colour, Lab opaque, Lab found) {
    double dl = opaque.l() - found.l();
    double da = opaque.a() - found.a();
    double db = opaque.b() - found.b();
    double size = Math.sqrt(dl * dl + da * da + db * db);
    double share = size > MAX_ALLOWANCE ? MAX_ALLOWANCE / size : 1;
    return new Lab(
        Math.clamp(colour.l() + share * dl, 0.0, 100.0),
        colour.a() + share * da,
        colour.b() + share * db);
  }
}
