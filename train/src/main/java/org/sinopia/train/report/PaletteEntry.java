package org.sinopia.train.report;

import java.util.List;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.pigment.SimulatedPalette;

/**
 * A pigment on the report's palette.
 *
 * @param pigment name, colour and spectrum
 * @param note what it is
 * @param formulas what it is made of
 */
public record PaletteEntry(Pigment pigment, String note, List<String> formulas) {
  /** Copies the formulas. */
  public PaletteEntry {
    formulas = List.copyOf(formulas);
  }

  /** The entries of a palette computed from chemistry. */
  public static List<PaletteEntry> of(SimulatedPalette chemistry, Palette palette) {
    return palette.pigments().stream()
        .map(
            pigment -> {
              var recipe = chemistry.recipe(pigment.name());
              return new PaletteEntry(
                  pigment, recipe.note(), List.copyOf(recipe.masses().keySet()));
            })
        .toList();
  }
}
