package org.sinopia.train.cli;

import org.sinopia.xrf.synthesis.ScanConditions;
import picocli.CommandLine.Option;

/** {@code --photons} and what a real scan suffers from. */
final class ScanOption {
  @Option(
      names = "--photons",
      defaultValue = "400",
      description = "Photons in each pixel (${DEFAULT-VALUE}).")
  private int photons;

  @Option(names = "--poisson", description = "Their number varies as in a dwell of fixed time.")
  private boolean poisson;

  @Option(
      names = "--gain-drift",
      defaultValue = "0",
      description = "Relative drift of the gain over the rows, 0 to 0.1 (${DEFAULT-VALUE}).")
  private double gainDrift;

  @Option(
      names = "--shift-drift",
      defaultValue = "0",
      paramLabel = "KEV",
      description = "Drift of the energy offset over the rows, in keV (${DEFAULT-VALUE}).")
  private double shiftDrift;

  @Option(
      names = "--dead-time",
      defaultValue = "0",
      description = "Dead time times photon rate, 0 to 10 (${DEFAULT-VALUE}).")
  private double deadTime;

  @Option(
      names = "--relief",
      defaultValue = "0",
      paramLabel = "MM",
      description = "Unevenness of the surface, in mm (${DEFAULT-VALUE}).")
  private double relief;

  /**
   * The conditions asked for.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  ScanConditions conditions() {
    return new ScanConditions(photons, poisson, gainDrift, shiftDrift, deadTime, relief);
  }
}
