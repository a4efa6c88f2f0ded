package org.sinopia.xrf.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.sinopia.xrf.colour.PaintOptics;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.pigment.LibraryPigment;

/**
 * A mixture of pigments for one coat of paint, without its binder. Shares are by volume of pigment,
 * as colour follows volume; {@link #masses} converts them for chemistry.
 *
 * @param parts 1 to {@value #MAX_PIGMENTS} pigments, each once; largest share first, sum 1
 */
public record Recipe(List<Part> parts) {
  /** The most pigments a recipe may have. */
  public static final int MAX_PIGMENTS = 4;

  /**
   * One pigment of a recipe.
   *
   * @param pigment the pigment
   * @param volume its share of the pigments' volume, above 0 to 1
   */
  public record Part(LibraryPigment pigment, double volume) {

    /**
     * Checks the share.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Part {
      Objects.requireNonNull(pigment, "pigment");
      if (!(volume > 0) || Double.isInfinite(volume)) {
        throw new IllegalArgumentException(
            "recipe: share of '%s' is %s, expected a finite number above 0"
                .formatted(pigment.name(), volume));
      }
    }
  }

  /**
   * Checks and sorts the parts and scales their shares to a sum of 1.
   *
   * @throws IllegalArgumentException if there are too few or too many, or one pigment twice
   */
  public Recipe {
    if (parts.isEmpty() || parts.size() > MAX_PIGMENTS) {
      throw new IllegalArgumentException(
          "recipe: %d pigments, expected 1 to %d".formatted(parts.size(), MAX_PIGMENTS));
    }
    Set<String> names = new HashSet<>();
    double sum = 0;
    for (Part part : parts) {
      if (!names.add(part.pigment.name())) {
        throw new IllegalArgumentException(
            "recipe: '%s' is in it twice".formatted(part.pigment.name()));
      }
      sum += part.volume;
    }
    List<Part> scaled = new ArrayList<>();
    for (Part part : parts) {
      scaled.add(new Part(part.pigment, part.volume / sum));
    }
    scaled.sort(
        Comparator.comparingDouble(Part::volume)
            .reversed()
            .thenComparing(part -> part.pigment.name()));
    parts = List.copyOf(scaled);
  }

  /** A recipe of one pigment. */
  public static Recipe of(LibraryPigment pigment) {
    return new Recipe(List.of(new Part(pigment, 1)));
  }

  /**
   * A recipe of shares by mass, as a painter weighs them: volume = mass/density.
   *
   * @param pigments 1 to {@value #MAX_PIGMENTS}
   * @param masses mass of each in any one unit, above 0
   */
  public static Recipe ofMasses(List<LibraryPigment> pigments, double... masses) {
    if (pigments.size() != masses.length) {
      throw new IllegalArgumentException(
          "recipe: %d masses of %d pigments, expected one of each"
              .formatted(masses.length, pigments.size()));
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < masses.length; i++) {
      parts.add(new Part(pigments.get(i), masses[i] / pigments.get(i).densityGcm3()));
    }
    return new Recipe(parts);
  }

  /** Share by mass of each part, in their order, sum 1: volume·density, scaled. */
  public double[] masses() {
    double density = densityGcm3();
    return parts.stream()
        .mapToDouble(part -> part.volume * part.pigment.densityGcm3() / density)
        .toArray();
  }

  /** Density of the dry mixture without pores, in g/cm³: Σ volume·density. */
  public double densityGcm3() {
    double density = 0;
    for (Part part : parts) {
      density += part.volume * part.pigment.densityGcm3();
    }
    return density;
  }

  /** Usual share of pigment in the volume of the coat in oil, or in lime: the parts' mean. */
  public double pigmentVolume(boolean lime) {
    double volume = 0;
    for (Part part : parts) {
      volume += part.volume * (lime ? part.pigment.limeVolume() : part.pigment.oilVolume());
    }
    return volume;
  }

  /**
   * Composition of the dry mixture.
   *
   * @throws IllegalStateException if the composition of a pigment is unknown
   */
  public Composition composition() {
    double[] masses = masses();
    List<Composition.Part> mixture = new ArrayList<>();
    for (int i = 0; i < masses.length; i++) {
      mixture.add(new Composition.Part(parts.get(i).pigment.composition(), masses[i]));
    }
    return Composition.mixture(mixture);
  }

  /** How the mixture absorbs and scatters light; {@link PaintOptics#opaque} has its colour. */
  public PaintOptics optics() {
    return PaintOptics.mixture(
        parts.stream().map(part -> part.pigment.optics()).toList(),
        parts.stream().mapToDouble(Part::volume).toArray());
  }
}
