package org.sinopia.xrf.pigment;

import java.io.IOException;
import org.sinopia.xrf.EnergyAxis;

/** Where the spectra of a palette come from. */
sealed interface PaletteSource permits SimulatedPalette, MeasuredPalette, LibraryPalette {

  /**
   * The palette on an energy axis.
   *
   * @param axis axis of the spectra
   * @throws IOException if files cannot be read or are not what they should be; the message is one
   *     line that names the file
   */
  Palette palette(EnergyAxis axis) throws IOException;
}
