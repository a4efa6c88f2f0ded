package org.sinopia.xrf.paint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.recipe.Recipe;
import org.sinopia.xrf.recipe.RecipeLibrary;
import org.sinopia.xrf.synthesis.ColourClusters;

/**
 * A picture under the picture, in a few recipes (a pentimento, or an earlier use of the panel).
 *
 * @param recipes what it is painted with
 * @param recipeOf place of the recipe of each pixel, {@link Stack#NONE} where there is no hidden
 *     paint
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record HiddenPicture(List<Recipe> recipes, int[] recipeOf) {

  private static final long STREAM = 0x48696464656EL;
  private static final double CHANCE = 0.15;
  private static final double[] SHARE = {0.15, 0.5};
  private static final int COLOURS = 4;
  private static final int COLOURS_OF_GIVEN = 8;

  /** None. */
  static HiddenPicture none(int pixels) {
    int[] nowhere = new int[pixels];
    Arrays.fill(nowhere, Stack.NONE);
    return new HiddenPicture(List.of(), nowhere);
  }

  /** Paints a given picture under all of another of the same size. */
  static HiddenPicture of(Picture picture, RecipeLibrary library, long seed) {
    ColourClusters clusters = ColourClusters.of(picture, COLOURS_OF_GIVEN, 0, seed);
    int[] recipeOf = new int[picture.height() * picture.width()];
    clusters.assign(picture, new Tile(0, 0, picture.height(), picture.width()), recipeOf);
    return new HiddenPicture(recipes(clusters, library), recipeOf);
  }

  /** Draws a hidden picture under a part of another; most have none. */
  static HiddenPicture draw(int height, int width, RecipeLibrary library, long seed) {
    RandomStream random = new RandomStream(seed, STREAM, 0);
    boolean wanted = random.uniform() < CHANCE;
    if (!wanted || Math.min(height, width) < Painter.MIN_SIDE) {
      return none(height * width);
    }
    List<Genre> genres = List.of(Genre.values());
    Genre genre = genres.get(random.below(genres.size()));
    Picture picture = Painter.paint(genre, height, width, seed ^ STREAM);
    ColourClusters clusters = ColourClusters.of(picture, COLOURS, 0, seed);
    int[] recipeOf = new int[height * width];
    clusters.assign(picture, new Tile(0, 0, height, width), recipeOf);
    double side = Math.max(height, width);
    boolean[] there =
        SmoothField.largest(
            SmoothField.draw(random, height, width, Math.max(8, side / 3), Math.max(9, side)),
            random.between(SHARE[0], SHARE[1]));
    for (int i = 0; i < recipeOf.length; i++) {
      recipeOf[i] = there[i] ? recipeOf[i] : Stack.NONE;
    }
    return new HiddenPicture(recipes(clusters, library), recipeOf);
  }

  private static List<Recipe> recipes(ColourClusters clusters, RecipeLibrary library) {
    List<Recipe> recipes = new ArrayList<>();
    for (Srgb colour : clusters.colours()) {
      recipes.add(library.recipe(library.nearest(colour.toLab(), 1)[0]));
    }
    return recipes;
  }
}
