package org.sinopia.xrf.colour;

/** The wavelengths of every reflectance: 380 to 730 nm in steps of 10 nm. */
public final class Wavelengths {
  /** The first wavelength in nm. */
  public static final int FROM_NM = 380;

  /** The last wavelength in nm. */
  public static final int TO_NM = 730;

  /** Distance of neighbouring wavelengths in nm. */
  public static final int STEP_NM = 10;

  /** Number of wavelengths. */
  public static final int COUNT = (TO_NM - FROM_NM) / STEP_NM + 1;

  private Wavelengths() {}

  /** The wavelength of an index, in nm. */
  public static int nm(int index) {
    return FROM_NM + index * STEP_NM;
  }
}
