package org.sinopia.xrf.recipe;

import java.util.Arrays;
import org.sinopia.xrf.colour.Lab;

/** Recipes in columns: up to four pigments and volumes each, colour, plausibility and family. */
final class RecipeTable {
  private static final int PARTS = Recipe.MAX_PIGMENTS;

  private int size;
  private byte[] parts = new byte[1024];
  private byte[] pigments = new byte[1024 * PARTS];
  private double[] volumes = new double[1024 * PARTS];
  private double[] plausibilities = new double[1024];
  private long[] families = new long[1024];
  private Lab[] colours = new Lab[1024];

  /** Adds a recipe of the first {@code count} pigments of a list, by their places on a palette. */
  void add(
      int[] recipe,
      double[] recipeVolumes,
      int count,
      Lab colour,
      double plausibility,
      long family) {
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, 2 * size);
      pigments = Arrays.copyOf(pigments, 2 * size * PARTS);
      volumes = Arrays.copyOf(volumes, 2 * size * PARTS);
      plausibilities = Arrays.copyOf(plausibilities, 2 * size);
      families = Arrays.copyOf(families, 2 * size);
      colours = Arrays.copyOf(colours, 2 * size);
    }
    for (int i = 0; i < count; i++) {
      pigments[size * PARTS + i] = (byte) recipe[i];
      volumes[size * PARTS + i] = recipeVolumes[i];
    }
    parts[size] = (byte) count;
    plausibilities[size] = plausibility;
    families[size] = family;
    colours[size] = colour;
    size++;
  }

  int size() {
    return size;
  }

  int parts(int number) {
    return parts[number];
  }

  int pigment(int number, int part) {
    return pigments[number * PARTS + part];
  }

  double volume(int number, int part) {
    return volumes[number * PARTS + part];
  }

  double plausibility(int number) {
    return plausibilities[number];
  }

  long family(int number) {
    return families[number];
  }

  Lab colour(int number) {
    return colours[number];
  }

  Lab[] colours() {
    return Arrays.copyOf(colours, size);
  }
}
