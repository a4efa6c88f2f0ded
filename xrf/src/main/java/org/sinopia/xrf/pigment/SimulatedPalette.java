package org.sinopia.xrf.pigment;

import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * A palette computed from chemistry: each paint over a ground, seen by a spectrometer. No files are
 * needed.
 *
 * @param recipes the paints, at least one
 * @param ground what lies under them
 * @param spectrometer what looks at them
 */
public record SimulatedPalette(List<PaintRecipe> recipes, Ground ground, Spectrometer spectrometer)
    implements PaletteSource {

  /** The twelve pigments over lime plaster, seen by {@link Spectrometer#DEFAULT}. */
  public static final SimulatedPalette DEFAULT =
      new SimulatedPalette(twelve(), Ground.LIME_PLASTER, Spectrometer.DEFAULT);

  /**
   * Checks and copies the recipes.
   *
   * @throws IllegalArgumentException if there is none
   */
  public SimulatedPalette {
    recipes = List.copyOf(recipes);
    if (recipes.isEmpty()) {
      throw new IllegalArgumentException("palette: no recipes, expected at least one");
    }
    Objects.requireNonNull(ground, "ground");
    Objects.requireNonNull(spectrometer, "spectrometer");
  }

  /** This palette over another ground. */
  public SimulatedPalette over(Ground other) {
    return new SimulatedPalette(recipes, other, spectrometer);
  }

  /** This palette seen by another spectrometer. */
  public SimulatedPalette seenBy(Spectrometer other) {
    return new SimulatedPalette(recipes, ground, other);
  }

  @Override
  public Palette palette(EnergyAxis axis) {
    return new Palette(
        recipes.parallelStream()
            .map(
                recipe ->
                    new Pigment(
                        recipe.name(), recipe.colour(), spectrum(axis, List.of(recipe.name()))))
            .toList());
  }

  /**
   * The spectrum of coats of paint, as where a picture was painted over another.
   *
   * @param axis energy axis
   * @param names names of the paints from the surface inward; none for the bare ground
   * @throws IllegalArgumentException if a name is unknown
   */
  public Spectrum spectrum(EnergyAxis axis, List<String> names) {
    List<PaintRecipe> coats = names.stream().map(this::recipe).toList();
    return Spectrum.ofCounts(axis, spectrometer.spectrum(ground.under(coats), axis));
  }

  /**
   * The recipe of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public PaintRecipe recipe(String name) {
    return recipes.stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "palette: no pigment '%s', expected one of %s"
                        .formatted(name, recipes.stream().map(PaintRecipe::name).toList())));
  }

  private static List<PaintRecipe> twelve() {
    return PigmentLibrary.builtin().palette("etruscan").stream().map(PaintRecipe::of).toList();
  }
}
