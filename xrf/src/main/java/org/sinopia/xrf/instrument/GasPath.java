package org.sinopia.xrf.instrument;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.sinopia.xrf.physics.matter.Layer;

/**
 * The gap between the instrument's nose and the painting, crossed on both ways.
 *
 * @param gas what fills it
 * @param centimetres its width in cm, 0 to 30
 */
public record GasPath(Gas gas, double centimetres) {

  /** Fillings. */
  public enum Gas {
    /** Dry air. */
    @JsonProperty("air")
    AIR,
    /** Helium, which passes soft photons. */
    @JsonProperty("helium")
    HELIUM,
    /** Nothing. */
    @JsonProperty("vacuum")
    VACUUM
  }

  /**
   * Checks the width.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public GasPath {
    Check.range("centimetres", centimetres, 0, 30);
  }

  Optional<Layer> layer() {
    if (centimetres == 0) {
      return Optional.empty();
    }
    return switch (gas) {
      case AIR -> Optional.of(Layer.ofAir(centimetres));
      case HELIUM -> Optional.of(Layer.ofHelium(centimetres));
      case VACUUM -> Optional.empty();
    };
  }
}
