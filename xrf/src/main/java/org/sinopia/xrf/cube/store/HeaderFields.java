package org.sinopia.xrf.cube.store;

import java.nio.file.Path;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.EnergyCalibration;
import org.sinopia.xrf.cube.SampleType;

/** Checks of what headers of files say. */
public final class HeaderFields {

  private HeaderFields() {}

  /**
   * A cube's header from a file's shape.
   *
   * @param field the field named in errors
   */
  public static CubeHeader header(
      Path file, String field, long height, long width, long bins, SampleType type)
      throws CubeFormatException {
    if (height < 1
        || height > Integer.MAX_VALUE
        || width < 1
        || width > Integer.MAX_VALUE
        || bins < 1
        || bins > EnergyAxis.MAX_BINS) {
      throw new CubeFormatException(
          file,
          field,
          "%d x %d pixels x %d bins, expected 1 to 2^31 - 1 pixels a side and 1 to %d bins"
              .formatted(height, width, bins, EnergyAxis.MAX_BINS));
    }
    try {
      return new CubeHeader((int) height, (int) width, (int) bins, type);
    } catch (IllegalArgumentException e) {
      throw new CubeFormatException(file, field, e.getMessage(), e);
    }
  }

  /** The whole number that a field's text says, {@code least} to {@code most}. */
  public static long whole(Path file, String field, String text, long least, long most)
      throws CubeFormatException {
    try {
      long value = Long.parseLong(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new CubeFormatException(
          file, field, text + ", expected a whole number from " + least + " to " + most, e);
    }
    throw new CubeFormatException(
        file, field, text + ", expected a whole number from " + least + " to " + most);
  }

  /** The finite number that a field's text says. */
  public static double number(Path file, String field, String text) throws CubeFormatException {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new CubeFormatException(file, field, text + ", expected a number", e);
    }
    throw new CubeFormatException(file, field, text + ", expected a finite number");
  }

  /** The axis of listed energies; see {@link EnergyCalibration#throughEnergies}. */
  public static EnergyAxis energies(Path file, String field, int bins, double[] energiesKev)
      throws CubeFormatException {
    try {
      return EnergyCalibration.throughEnergies(bins, energiesKev);
    } catch (IllegalArgumentException e) {
      throw new CubeFormatException(file, field, e.getMessage(), e);
    }
  }

  /** The axis of a linear calibration; see {@link EnergyCalibration#throughChannels}. */
  public static EnergyAxis calibration(
      Path file, String field, int bins, double zeroKev, double gainKev)
      throws CubeFormatException {
    try {
      return EnergyCalibration.throughChannels(bins, zeroKev, gainKev);
    } catch (IllegalArgumentException e) {
      throw new CubeFormatException(file, field, e.getMessage(), e);
    }
  }
}
