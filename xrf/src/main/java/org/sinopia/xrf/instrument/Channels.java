package org.sinopia.xrf.instrument;

import org.sinopia.xrf.EnergyAxis;

/**
 * The energy axis: energy = offset + gain · channel.
 *
 * @param channels number of channels, 16 to 65536
 * @param offsetKev energy of channel 0, −5 to 5 keV
 * @param gainKev energy per channel, 0.0005 to 10 keV
 */
public record Channels(int channels, double offsetKev, double gainKev) {

  /**
   * Checks the axis.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Channels {
    Check.range("channels", channels, 16, 65536);
    Check.range("offset_kev", offsetKev, -5, 5);
    Check.range("gain_kev", gainKev, 0.0005, 10);
  }

  /**
   * The channels of an axis.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static Channels of(EnergyAxis axis) {
    return new Channels(axis.bins(), axis.centreKev(0), axis.widthKev());
  }

  EnergyAxis axis() {
    return EnergyAxis.ofCalibration(channels, offsetKev, gainKev);
  }
}
