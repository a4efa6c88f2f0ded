package org.sinopia.xrf.pigment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * A palette of a library: each pigment as a coat over a ground, computed from its chemistry, or as
 * it was measured. A foil has no binder.
 *
 * @param pigments at least one
 * @param ground what lies under those that are computed
 * @param spectrometer what looks at them
 */
public record LibraryPalette(
    List<LibraryPigment> pigments, Ground ground, Spectrometer spectrometer)
    implements PaletteSource {

  /**
   * Checks and copies the pigments.
   *
   * @throws IllegalArgumentException if there is none
   */
  public LibraryPalette {
    pigments = List.copyOf(pigments);
    if (pigments.isEmpty()) {
      throw new IllegalArgumentException("palette: no pigments, expected at least one");
    }
    Objects.requireNonNull(ground, "ground");
    Objects.requireNonNull(spectrometer, "spectrometer");
  }

  /** True if the chemistry of every pigment is known. */
  public boolean isSimulated() {
    return pigments.stream().noneMatch(pigment -> pigment.masses().isEmpty());
  }

  /**
   * The same with the chemistry alone, from which layers can be computed.
   *
   * @throws IllegalArgumentException if only the spectrum of a pigment is known
   */
  public SimulatedPalette simulated() {
    return new SimulatedPalette(
        pigments.stream().map(PaintRecipe::of).toList(), ground, spectrometer);
  }

  @Override
  public Palette palette(EnergyAxis axis) {
    return new Palette(
        pigments.parallelStream()
            .map(
                pigment -> new Pigment(pigment.name(), pigment.masstone(), spectrum(pigment, axis)))
            .toList());
  }

  private Spectrum spectrum(LibraryPigment pigment, EnergyAxis axis) {
    if (pigment.measured().isPresent()) {
      try {
        return pigment.measured().get().on(axis);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "pigment '%s': %s".formatted(pigment.name(), e.getMessage()), e);
      }
    }
    return Spectrum.ofCounts(axis, spectrometer.spectrum(specimen(pigment), axis));
  }

  private Specimen specimen(LibraryPigment pigment) {
    if (pigment.kind() != PigmentKind.FOIL) {
      return ground.under(List.of(PaintRecipe.of(pigment)));
    }
    List<Layer> layers = new ArrayList<>(ground.layers());
    layers.addFirst(new Layer(pigment.composition(), pigment.densityGcm3(), pigment.thicknessUm()));
    return new Specimen(layers);
  }
}
