package org.sinopia.xrf.physics.apparatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.matter.Absorber;
import org.sinopia.xrf.physics.matter.BerylliumWindow;

/**
 * An X-ray tube with a massive anode, after H. Ebel (1999), "X-ray tube spectra", X-Ray
 * Spectrometry 28, 255–266: a bremsstrahlung continuum and the anode's K and L lines, both with the
 * absorption inside the anode that follows from the mean depth of Love and Scott, then the window
 * and any filters. Photon numbers are per second, steradian and milliampere (the continuum also per
 * keV), good to some tens of percent.
 *
 * @param anode anode element; chromium, molybdenum, rhodium, palladium, silver, tungsten and copper
 *     are usual
 * @param kilovolts voltage, 5 to 60 kV
 * @param electronDeg angle between electron beam and anode surface, above 0 to 90 degrees
 * @param takeOffDeg angle between emitted beam and anode surface, above 0 to 90 degrees
 * @param absorbers what the beam crosses on leaving: window and filters
 */
public record XrayTube(
    Element anode,
    double kilovolts,
    double electronDeg,
    double takeOffDeg,
    List<Absorber> absorbers) {

  /**
   * Molybdenum at 40 kV, 90 and 12 degrees, behind 127 µm of beryllium: common in scanners of
   * paintings.
   */
  public static final XrayTube DEFAULT =
      new XrayTube(Element.of("Mo"), 40, 90, 12, List.of(new BerylliumWindow(127)));

  private static final double STEP_KEV = 0.05;

  /**
   * Checks the tube.
   *
   * @throws IllegalArgumentException if a value is out of range or the tables of {@link
   *     CrossSections} lack the anode
   */
  public XrayTube {
    Objects.requireNonNull(anode, "anode");
    CrossSections.of(anode);
    if (!(kilovolts >= 5 && kilovolts <= CrossSections.MAX_KEV)) {
      throw new IllegalArgumentException(
          "tube: voltage is %s kV, expected 5 to %s".formatted(kilovolts, CrossSections.MAX_KEV));
    }
    if (!(electronDeg > 0 && electronDeg <= 90) || !(takeOffDeg > 0 && takeOffDeg <= 90)) {
      throw new IllegalArgumentException(
          "tube: electrons at %s and take-off at %s degrees, expected each above 0 to 90"
              .formatted(electronDeg, takeOffDeg));
    }
    absorbers = List.copyOf(absorbers);
  }

  /** This tube with another anode, such as {@code Rh}. */
  public XrayTube withAnode(String symbol) {
    return new XrayTube(Element.of(symbol), kilovolts, electronDeg, takeOffDeg, absorbers);
  }

  /** This tube at another voltage. */
  public XrayTube withKilovolts(double voltage) {
    return new XrayTube(anode, voltage, electronDeg, takeOffDeg, absorbers);
  }

  /** This tube with other windows and filters. */
  public XrayTube withAbsorbers(Absorber... others) {
    return new XrayTube(anode, kilovolts, electronDeg, takeOffDeg, List.of(others));
  }

  /** The beam: the continuum in steps of 50 eV, each at its middle, and the lines. */
  public Beam beam() {
    List<Beam.Ray> rays = new ArrayList<>();
    int steps = (int) Math.ceil((kilovolts - CrossSections.MIN_KEV) / STEP_KEV);
    double width = (kilovolts - CrossSections.MIN_KEV) / steps;
    for (int i = 0; i < steps; i++) {
      double energy = CrossSections.MIN_KEV + (i + 0.5) * width;
      rays.add(new Beam.Ray(energy, continuum(energy) * width));
    }
    for (EmissionLine line : anode.lines()) {
      double photons = characteristic(line);
      if (photons > 0) {
        rays.add(new Beam.Ray(line.energyKev(), photons));
      }
    }
    return new Beam(rays);
  }

  /**
   * The continuum behind window and filters (Ebel's equation for σ·Z·(E₀/E − 1)<sup>x</sup>), in
   * photons per keV; 0 from the voltage on.
   *
   * @param energyKev {@value CrossSections#MIN_KEV} to {@value CrossSections#MAX_KEV}
   */
  public double continuum(double energyKev) {
    if (energyKev >= kilovolts) {
      return 0;
    }
    double z = anode.z();
    double exponent = 1.109 - 0.00435 * z + 0.00175 * kilovolts;
    return 1.35e9
        * z
        * StrictMath.pow(kilovolts / energyKev - 1, exponent)
        * escapeFromAnode(energyKev, kilovolts / energyKev)
        * transmission(energyKev);
  }

  /**
   * The photons of one of the anode's lines behind window and filters; 0 for lines of the M shells,
   * below the tables, or of shells that the voltage does not reach.
   */
  public double characteristic(EmissionLine line) {
    double overvoltage = kilovolts / line.edgeKev();
    if (overvoltage <= 1 || line.energyKev() < CrossSections.MIN_KEV) {
      return 0;
    }
    double z = anode.z();
    double lCorrection = z >= 80 ? 1 : -0.4814 + 0.03781 * z - 2.413e-4 * z * z;
    double constant =
        switch (line.shell()) {
          case K -> 5.0e13;
          case L1 -> 0.71e13 * lCorrection;
          case L2 -> 2.70e13 * lCorrection;
          case L3 -> 4.94e13;
          case M1, M2, M3, M4, M5 -> 0;
        };
    double orbitals = line.shell() == Shell.K ? 2 * 0.35 : 8 * 0.25;
    double logU = StrictMath.log(overvoltage);
    double root = Math.sqrt(overvoltage);
    double ionisations = overvoltage * logU + 1 - overvoltage;
    double stopping =
        orbitals
            / z
            * (ionisations
                + 16.05 * Math.sqrt(0.0135 * z / line.edgeKev()) * (root * logU + 2 * (1 - root)));
    double backscatter =
        1
            - 0.0081517 * z
            + 3.613e-5 * z * z
            + 0.009583 * z * StrictMath.exp(-overvoltage)
            + 0.001141 * kilovolts;
    return constant
        * stopping
        * backscatter
        * line.fluorescenceYield()
        * line.radiativeRate()
        * escapeFromAnode(line.energyKev(), overvoltage)
        * transmission(line.energyKev());
  }

  private double transmission(double energyKev) {
    double share = 1;
    for (Absorber absorber : absorbers) {
      share *= absorber.transmission(energyKev);
    }
    return share;
  }

  // Ebel's f(chi): photons born evenly down to twice the mean depth of Love and Scott (1978).
  private double escapeFromAnode(double energyKev, double overvoltage) {
    double z = anode.z();
    double logZ = StrictMath.log(z);
    double backscattered =
        StrictMath.pow(kilovolts, 0.1382 - 0.9211 / Math.sqrt(z))
            * (0.1904 - 0.2236 * logZ + 0.1292 * logZ * logZ - 0.0149 * logZ * logZ * logZ);
    double range =
        anode.atomicWeight()
            / z
            * (0.787e-5 * Math.sqrt(0.0135 * z) * StrictMath.pow(kilovolts, 1.5)
                + 0.735e-6 * kilovolts * kilovolts);
    double logU = StrictMath.log(overvoltage);
    double depth =
        range
            * logU
            * (0.49269 - 1.0987 * backscattered + 0.78557 * backscattered * backscattered)
            / (0.70256 - 1.09865 * backscattered + 1.0046 * backscattered * backscattered + logU);
    double path =
        2
            * depth
            * CrossSections.of(anode).photoelectric(energyKev)
            * StrictMath.sin(Math.toRadians(electronDeg))
            / StrictMath.sin(Math.toRadians(takeOffDeg));
    return path < 1e-12 ? 1 : -StrictMath.expm1(-path) / path;
  }
}
