package org.sinopia.xrf.pigment;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sinopia.xrf.colour.PaintOptics;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.spectrum.MeasuredSpectrum;

/**
 * Facts about a pigment: its colour, its chemistry and its use.
 *
 * @param name what painters call it
 * @param aliases other names, which find it too
 * @param kind how it is used
 * @param masstone colour of an opaque coat of it alone
 * @param optics how it absorbs and scatters light
 * @param masses mass of each constituent by its formula (see {@link
 *     org.sinopia.xrf.physics.matter.ChemicalFormula#parse}), in any one unit; empty if only its
 *     spectrum is known
 * @param measured its X-ray spectrum, if it was measured
 * @param densityGcm3 density of the dry pigment in g/cm³, 0.01 to 30
 * @param oilVolume usual share of pigment in the volume of a coat in oil, above 0 to 0.95
 * @param limeVolume the same in lime (fresco); 0 if it does not stand lime
 * @param thicknessUm usual thickness of a coat in µm, 0.001 to 10 000
 * @param years when it was in use
 * @param note what it is and where it is met
 * @param source where the figures are from
 */
public record LibraryPigment(
    String name,
    List<String> aliases,
    PigmentKind kind,
    Srgb masstone,
    PaintOptics optics,
    SortedMap<String, Double> masses,
    Optional<MeasuredSpectrum> measured,
    double densityGcm3,
    double oilVolume,
    double limeVolume,
    double thicknessUm,
    Years years,
    String note,
    String source) {

  private static final double MAX_VOLUME = 0.95;

  /**
   * Checks and copies the pigment.
   *
   * @throws IllegalArgumentException if a field is out of range; the message starts with its name
   */
  public LibraryPigment {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name is blank");
    }
    aliases = List.copyOf(aliases);
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(masstone, "masstone");
    Objects.requireNonNull(optics, "optics");
    masses = Collections.unmodifiableSortedMap(new TreeMap<>(masses));
    Objects.requireNonNull(years, "years");
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(source, "source");
    if (masses.isEmpty() && measured.isEmpty()) {
      throw new IllegalArgumentException(
          "masses: none, expected a formula, or a measured spectrum");
    }
    if (!masses.isEmpty()) {
      composition(masses);
    }
    range("densityGcm3", densityGcm3, 0.01, 30);
    range("thicknessUm", thicknessUm, 0.001, 10_000);
    if (!(oilVolume > 0 && oilVolume <= MAX_VOLUME)) {
      throw new IllegalArgumentException(
          "oilVolume: %s, expected above 0 to %s".formatted(oilVolume, MAX_VOLUME));
    }
    if (!(limeVolume >= 0 && limeVolume <= MAX_VOLUME)) {
      throw new IllegalArgumentException(
          "limeVolume: %s, expected 0 to %s".formatted(limeVolume, MAX_VOLUME));
    }
  }

  /**
   * Years of use, both included.
   *
   * @param from first year, below 0 before our era
   * @param to last year; empty if it is still in use
   */
  public record Years(int from, Optional<Integer> to) {

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if the last year precedes the first
     */
    public Years {
      if (to.isPresent() && to.get() < from) {
        throw new IllegalArgumentException(
            "to: %d, expected from %d, the first year of use".formatted(to.get(), from));
      }
    }

    /** True if the pigment was in use in a year. */
    public boolean contains(int year) {
      return year >= from && (to.isEmpty() || year <= to.get());
    }
  }

  /**
   * Composition of the dry pigment.
   *
   * @throws IllegalStateException if only its spectrum is known
   */
  public Composition composition() {
    if (masses.isEmpty()) {
      throw new IllegalStateException(
          "pigment '" + name + "': only its spectrum is known, not its composition");
    }
    return composition(masses);
  }

  private static void range(String field, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s: %s, expected %s to %s".formatted(field, value, least, most));
    }
  }

  private static Composition composition(SortedMap<String, Double> masses) {
    return Composition.mixture(
        masses.entrySet().stream()
            .map(entry -> Composition.Part.of(entry.getKey(), entry.getValue()))
            .toList());
  }
}
