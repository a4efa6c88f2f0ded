package org.sinopia.train.report;

import java.util.List;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;

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

  /**
   * The entries of pigments of a library.
   *
   * @param palette their spectra by name
   */
  public static List<PaletteEntry> of(List<LibraryPigment> pigments, Palette palette) {
    return pigments.stream()
        .map(
            pigment ->
                new PaletteEntry(
                    palette.pigment(pigment.name()),
                    pigment.note(),
                    List.copyOf(pigment.masses().keySet())))
        .toList();
  }
}
