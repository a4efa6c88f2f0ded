package org.sinopia.train.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sinopia.xrf.colour.PaintOptics;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.PeakLabel;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * A pigment as {@code palette} prints it.
 *
 * @param masses parts by mass of each formula; empty for a measured pigment
 * @param lines the lines seen in its spectrum, by rising energy
 * @param library what the library knows of it; null if it is not of the library
 */
record PaletteRow(
    String name,
    String colour,
    List<Integer> rgb,
    String note,
    Map<String, Double> masses,
    List<String> lines,
    Library library) {

  private static final int[] TINTS = {1, 4, 16, 64};

  /**
   * The library's entry of a pigment.
   *
   * @param densityGcm3 in g/cm³
   * @param fromYear first year of use, below 0 before our era
   * @param toYear last year of use; null if it is still in use
   * @param palettes the palettes that it is on
   * @param tints its colours with white
   * @param reflectance of an opaque coat from 380 to 730 nm in steps of 10 nm
   */
  record Library(
      List<String> aliases,
      String kind,
      double tintingStrength,
      double densityGcm3,
      double oilVolume,
      double limeVolume,
      double thicknessUm,
      int fromYear,
      Integer toYear,
      String source,
      List<String> palettes,
      List<Tint> tints,
      List<Double> reflectance) {}

  /**
   * A mixture with lead white.
   *
   * @param white volumes of white to one of the pigment
   */
  record Tint(int white, String colour) {}

  static List<PaletteRow> of(
      Palette palette, List<LibraryPigment> members, PigmentLibrary library) {
    List<PaletteRow> rows = new ArrayList<>();
    for (int i = 0; i < palette.size(); i++) {
      // A palette of the library has its pigments in the library's order.
      rows.add(
          members.isEmpty()
              ? of(palette.pigments().get(i), "", Map.of(), null)
              : of(palette.pigments().get(i), members.get(i), library));
    }
    return rows;
  }

  private static PaletteRow of(Pigment pigment, LibraryPigment entry, PigmentLibrary library) {
    PaintOptics white = PigmentLibrary.builtin().pigment("lead white").optics();
    List<Tint> tints = new ArrayList<>();
    for (int parts : TINTS) {
      tints.add(
          new Tint(
              parts,
              PaintOptics.mixture(List.of(entry.optics(), white), 1, parts)
                  .opaque()
                  .toSrgb()
                  .toHex()));
    }
    return of(
        pigment,
        entry.note(),
        entry.masses(),
        new Library(
            entry.aliases(),
            entry.kind().name().toLowerCase(Locale.ROOT),
            entry.optics().strength(),
            entry.densityGcm3(),
            entry.oilVolume(),
            entry.limeVolume(),
            entry.thicknessUm(),
            entry.years().from(),
            entry.years().to().orElse(null),
            entry.source(),
            library.paletteNames().stream()
                .filter(name -> library.palette(name).contains(entry))
                .toList(),
            tints,
            Arrays.stream(entry.optics().opaque().values()).boxed().toList()));
  }

  private static PaletteRow of(
      Pigment pigment, String note, Map<String, Double> masses, Library library) {
    int rgb = pigment.colour().rgb24();
    return new PaletteRow(
        pigment.name(),
        pigment.colour().toHex(),
        List.of(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF),
        note,
        masses,
        PeakLabel.of(pigment.spectrum()).stream().map(PeakLabel::name).toList(),
        library);
  }

  void print(PrintWriter out) {
    out.printf("%-22s %s  %s%n", name, colour, String.join(", ", masses.keySet()));
    if (!note.isEmpty()) {
      out.printf("%-22s %s%n", "", note);
    }
    if (library != null) {
      out.printf(
          Locale.ROOT,
          "%-22s %s; tinting strength %s, density %s g/cm³; on %s%n",
          "",
          years(),
          library.tintingStrength,
          library.densityGcm3,
          String.join(", ", library.palettes));
    }
    out.printf("%-22s lines: %s%n", "", String.join(", ", lines));
  }

  private String years() {
    return year(library.fromYear)
        + " to "
        + (library.toYear == null ? "now" : year(library.toYear));
  }

  private static String year(int year) {
    return year < 0 ? -year + " BC" : String.valueOf(year);
  }
}
