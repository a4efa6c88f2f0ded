package org.sinopia.xrf.pigment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sinopia.xrf.EnergyAxis;

/**
 * Pigments whose spectra share one energy axis.
 *
 * @param pigments at least one, of different names
 */
public record Palette(List<Pigment> pigments) {

  /**
   * Checks and copies the pigments.
   *
   * @throws IllegalArgumentException if there is none, two have one name, or their axes differ
   */
  public Palette {
    pigments = List.copyOf(pigments);
    if (pigments.isEmpty()) {
      throw new IllegalArgumentException("palette: no pigments, expected at least one");
    }
    EnergyAxis axis = pigments.getFirst().spectrum().axis();
    Set<String> names = new HashSet<>();
    for (Pigment pigment : pigments) {
      if (!names.add(pigment.name())) {
        throw new IllegalArgumentException(
            "palette: two pigments are named '%s'".formatted(pigment.name()));
      }
      if (!pigment.spectrum().axis().equals(axis)) {
        throw new IllegalArgumentException(
            "palette: '%s' has %s, expected %s as the first pigment has"
                .formatted(pigment.name(), pigment.spectrum().axis(), axis));
      }
    }
  }

  /** The energy axis of every spectrum. */
  public EnergyAxis axis() {
    return pigments.getFirst().spectrum().axis();
  }

  /** Number of pigments. */
  public int size() {
    return pigments.size();
  }

  /**
   * The pigment of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Pigment pigment(String name) {
    return pigments.stream()
        .filter(pigment -> pigment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "palette: no pigment '%s', expected one of %s"
                        .formatted(name, pigments.stream().map(Pigment::name).toList())));
  }
}
