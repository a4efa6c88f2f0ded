package org.sinopia.xrf.pigment;

import java.util.Objects;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * A pigment as colour and spectrum.
 *
 * @param name what painters call it, not blank
 * @param colour its colour
 * @param spectrum the distribution of its photons over energy
 */
public record Pigment(String name, Srgb colour, Spectrum spectrum) {

  /**
   * Checks the pigment.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public Pigment {
    if (name.isBlank()) {
      throw new IllegalArgumentException("pigment: name is blank");
    }
    Objects.requireNonNull(colour, "colour");
    Objects.requireNonNull(spectrum, "spectrum");
  }
}
