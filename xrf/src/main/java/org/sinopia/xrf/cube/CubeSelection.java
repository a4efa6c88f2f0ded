package org.sinopia.xrf.cube;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which part of a file is the cube, where a file may hold several.
 *
 * @param dataset path of a dataset in an HDF5 file, or name of an array in an NPZ file; by default
 *     the only one that can be a cube
 * @param detector number of one detector, from 0; by default the sum over all
 * @param columns pixels in a row of a folder of spectra, at least 1; by default as the spectra's
 *     own positions say
 * @param serpentine whether every other row of a folder of spectra was scanned backwards
 * @param uncalibrated whether the file's energies stay unread, since others replace them
 */
public record CubeSelection(
    Optional<String> dataset,
    OptionalInt detector,
    OptionalInt columns,
    boolean serpentine,
    boolean uncalibrated) {

  /** The selection that the file itself names. */
  public static final CubeSelection DEFAULT =
      new CubeSelection(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), false, false);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public CubeSelection {
    if (detector.isPresent() && detector.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "detector: " + detector.getAsInt() + ", expected 0 or above");
    }
    if (columns.isPresent() && columns.getAsInt() < 1) {
      throw new IllegalArgumentException("columns: " + columns.getAsInt() + ", expected 1 or more");
    }
  }
}
