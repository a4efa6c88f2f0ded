package org.sinopia.tensor.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sinopia.tensor.UnavailableDeviceException;

/**
 * How many floats the vectors of this process have: the widest that the machine offers, at most 16,
 * or what the system property {@code sinopia.lanes} says (4, 8 or 16). It decides speed alone:
 * results have the same bits at any width.
 */
public final class LaneChoice {
  private static final String PROPERTY = "sinopia.lanes";

  private LaneChoice() {}

  /**
   * The vectors of this process.
   *
   * @throws UnavailableDeviceException if the property is none of 4, 8 and 16, or more than this
   *     machine's vectors have
   */
  public static VectorSpecies<Float> species() {
    return species(System.getProperty(PROPERTY), FloatVector.SPECIES_PREFERRED.length());
  }

  /**
   * The same for a value of the property, null if absent, on a machine with vectors of {@code
   * widest} floats.
   */
  static VectorSpecies<Float> species(String property, int widest) {
    if (property == null) {
      return widest >= 16
          ? FloatVector.SPECIES_512
          : widest >= 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
    }
    VectorSpecies<Float> species =
        switch (property) {
          case "4" -> FloatVector.SPECIES_128;
          case "8" -> FloatVector.SPECIES_256;
          case "16" -> FloatVector.SPECIES_512;
          default ->
              throw new UnavailableDeviceException(
                  PROPERTY + ": " + property + ", expected 4, 8 or 16");
        };
    if (species.length() > Math.max(widest, 4)) {
      throw new UnavailableDeviceException(
          PROPERTY + ": " + property + ", but vectors of this machine have " + widest + " floats");
    }
    return species;
  }
}
