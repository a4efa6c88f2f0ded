package org.sinopia.xrf.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.pigment.LibraryPigment;

/**
 * Thousands of recipes of one palette with their colours, and the search for those near a colour.
 * Immutable; equal palettes make equal libraries.
 */
public final class RecipeLibrary {
  private final List<LibraryPigment> pigments;
  private final RecipeTable table;
  private final LabIndex index;

  private RecipeLibrary(List<LibraryPigment> pigments, RecipeTable table) {
    this.pigments = pigments;
    this.table = table;
    this.index = new LabIndex(table.colours());
  }

  /**
   * All recipes of a palette that {@link RecipeSeries} has.
   *
   * @param pigments 1 to 100 pigments that can be mixed
   */
  public static RecipeLibrary of(List<LibraryPigment> pigments) {
    List<LibraryPigment> copy = List.copyOf(pigments);
    return new RecipeLibrary(copy, RecipeSeries.of(copy));
  }

  /** The pigments of the recipes. */
  public List<LibraryPigment> pigments() {
    return pigments;
  }

  /** Number of recipes. */
  public int size() {
    return table.size();
  }

  /** A recipe by its number. */
  public Recipe recipe(int number) {
    List<Recipe.Part> parts = new ArrayList<>();
    for (int i = 0; i < table.parts(number); i++) {
      parts.add(new Recipe.Part(pigments.get(table.pigment(number, i)), table.volume(number, i)));
    }
    return new Recipe(parts);
  }

  /** The colour of an opaque coat of a recipe. */
  public Lab colour(int number) {
    return table.colour(number);
  }

  /** How likely a painter mixes a recipe, compared with others; see {@link Plausibility}. */
  public double plausibility(int number) {
    return table.plausibility(number);
  }

  /**
   * A number for the pigments of a recipe without its white and dark ones: recipes of one family
   * differ in shares and shading only.
   */
  public long family(int number) {
    return table.family(number);
  }

  /**
   * The recipes nearest to a colour by ΔE00.
   *
   * @param colour the colour wanted
   * @param count how many, at least 1; fewer if there are fewer
   * @return their numbers, nearest first
   */
  public int[] nearest(Lab colour, int count) {
    return Arrays.stream(candidates(colour, count)).mapToInt(Candidate::number).toArray();
  }

  /** A recipe and its ΔE00 from a colour. */
  record Candidate(int number, double difference) {}

  Candidate[] candidates(Lab colour, int count) {
    return index.nearest(colour, count);
  }
}
