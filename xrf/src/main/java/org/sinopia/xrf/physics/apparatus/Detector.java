package org.sinopia.xrf.physics.apparatus;

import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.matter.Absorber;
import org.sinopia.xrf.physics.matter.BerylliumWindow;

/**
 * An energy-dispersive silicon detector: peaks of a {@link PeakShape} whose width is FWHM² = noise²
 * + 2.355²·F·ε·E, absorption in what lies before the crystal and in the crystal itself, and silicon
 * escape peaks.
 *
 * @param noiseEv full width at half maximum of the electronic noise, in eV, 0 to 1000
 * @param fano Fano factor F, above 0 to 1
 * @param pairEv mean energy ε of an electron–hole pair, in eV, above 0 to 10
 * @param crystalUm thickness of the silicon in µm, above 0
 * @param absorbers window and dead layers
 * @param escape height of the escape peaks over that of Reed and Ware (1972), 0 for none, up to 5
 * @param shape what tails and shelves the peaks have
 */
public record Detector(
    double noiseEv,
    double fano,
    double pairEv,
    double crystalUm,
    List<Absorber> absorbers,
    double escape,
    PeakShape shape) {

  /**
   * A silicon drift detector: 60 eV of noise (132 eV at Mn Kα), 450 µm, behind 12.5 µm of
   * beryllium, its peaks Gaussian.
   */
  public static final Detector DEFAULT =
      new Detector(60, 0.115, 3.65, 450, List.of(new BerylliumWindow(12.5)), 1, PeakShape.GAUSSIAN);

  private static final double FWHM_PER_SIGMA = 2 * Math.sqrt(2 * StrictMath.log(2));
  private static final Element SILICON = Element.of("Si");
  private static final EmissionLine SILICON_KA =
      SILICON.lines().stream()
          .filter(line -> line.siegbahn().equals("Ka1"))
          .findFirst()
          .orElseThrow();

  /**
   * Checks the detector.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Detector {
    check("noise", noiseEv, noiseEv >= 0 && noiseEv <= 1000, "0 to 1000 eV");
    check("Fano factor", fano, fano > 0 && fano <= 1, "above 0 to 1");
    check("pair energy", pairEv, pairEv > 0 && pairEv <= 10, "above 0 to 10 eV");
    check("crystal thickness", crystalUm, crystalUm > 0, "above 0 µm");
    check("escape", escape, escape >= 0 && escape <= 5, "0 to 5");
    Objects.requireNonNull(shape, "shape");
    absorbers = List.copyOf(absorbers);
  }

  /** This detector with another noise. */
  public Detector withNoiseEv(double noise) {
    return new Detector(noise, fano, pairEv, crystalUm, absorbers, escape, shape);
  }

  /** This detector with a noise that gives a peak at an energy a wanted width, both in eV. */
  public Detector withFwhmEv(double fwhm, double atEv) {
    double own = FWHM_PER_SIGMA * FWHM_PER_SIGMA * fano * pairEv * atEv;
    if (!(fwhm * fwhm > own)) {
      throw new IllegalArgumentException(
          "detector: width is %s eV at %s eV, expected above %s, which silicon itself has"
              .formatted(fwhm, atEv, Math.ceil(Math.sqrt(own))));
    }
    return withNoiseEv(Math.sqrt(fwhm * fwhm - own));
  }

  /** This detector with escape peaks of another height, 0 for none. */
  public Detector withEscape(double factor) {
    return new Detector(noiseEv, fano, pairEv, crystalUm, absorbers, factor, shape);
  }

  /** This detector with other peaks. */
  public Detector withShape(PeakShape other) {
    return new Detector(noiseEv, fano, pairEv, crystalUm, absorbers, escape, other);
  }

  /** Full width at half maximum of a peak, in keV. */
  public double fwhmKev(double energyKev) {
    return FWHM_PER_SIGMA * sigmaKev(energyKev);
  }

  /** Standard deviation of a peak, in keV. */
  public double sigmaKev(double energyKev) {
    double noise = noiseEv / FWHM_PER_SIGMA;
    return 1e-3 * Math.sqrt(noise * noise + fano * pairEv * 1e3 * energyKev);
  }

  /**
   * The share of arriving photons that are counted: they pass the window and stop in the crystal.
   */
  public double efficiency(double energyKev) {
    double share =
        -StrictMath.expm1(
            -CrossSections.of(SILICON).photoelectric(energyKev)
                * SILICON.densityGcm3()
                * crystalUm
                * 1e-4);
    for (Absorber absorber : absorbers) {
      share *= absorber.transmission(energyKev);
    }
    return share;
  }

  /**
   * The share of counted photons whose silicon K photon leaves through the front: S. J. B. Reed and
   * N. G. Ware (1972), J. Phys. E 5, 582: ½·(1 − 1/J)·ω·(1 − (μ<sub>K</sub>/μ)·ln(1 +
   * μ/μ<sub>K</sub>)) at right incidence, times {@code escape}; 0 below the silicon edge.
   */
  public double escapeShare(double energyKev) {
    if (energyKev <= SILICON_KA.edgeKev()) {
      return 0;
    }
    CrossSections silicon = CrossSections.of(SILICON);
    double ratio = silicon.attenuation(energyKev) / silicon.attenuation(SILICON_KA.energyKev());
    return escape
        * 0.5
        * (1 - 1 / SILICON_KA.jumpRatio())
        * SILICON_KA.fluorescenceYield()
        * (1 - StrictMath.log1p(ratio) / ratio);
  }

  /**
   * Adds what photons of one energy leave in a spectrum: the counted ones as a peak with its tail
   * and shelf, and its escape peak 1.74 keV below.
   *
   * @param energyKev energy of the photons
   * @param photons their number at the window
   * @param broadeningKev standard deviation of the photons' own energies, 0 for a line
   * @param axis energy axis of the spectrum; what falls outside is lost
   * @param spectrum expected counts per bin, added to
   */
  public void addPhotons(
      double energyKev, double photons, double broadeningKev, EnergyAxis axis, double[] spectrum) {
    double counts = photons * efficiency(energyKev);
    double escaping = counts * escapeShare(energyKev);
    addPeak(energyKev, counts - escaping, broadeningKev, axis, spectrum);
    if (escaping > 0) {
      addPeak(escapeKev(energyKev), escaping, broadeningKev, axis, spectrum);
    }
  }

  /**
   * The share of photons arriving at the window that a spectrum records on its axis, peak, tail,
   * shelf and escape peak together.
   */
  public double recorded(double energyKev, EnergyAxis axis) {
    double escaping = escapeShare(energyKev);
    double on = (1 - escaping) * onAxis(energyKev, axis);
    if (escaping > 0) {
      on += escaping * onAxis(escapeKev(energyKev), axis);
    }
    return efficiency(energyKev) * on;
  }

  private double onAxis(double peakKev, EnergyAxis axis) {
    double sigma = sigmaKev(peakKev);
    return shape.below(axis.toKev(), peakKev, sigma) - shape.below(axis.fromKev(), peakKev, sigma);
  }

  /** Energy of the escape peak of photons of an energy, in keV. */
  public static double escapeKev(double energyKev) {
    return energyKev - SILICON_KA.energyKev();
  }

  private void addPeak(
      double energyKev, double counts, double broadeningKev, EnergyAxis axis, double[] spectrum) {
    double sigma = totalSigmaKev(energyKev, broadeningKev);
    double lowest = shape.shelf() > 0 ? 0 : shape.fromKev(energyKev, sigma);
    int first = firstBin(axis, lowest);
    int end = endBin(axis, shape.toKev(energyKev, sigma));
    double below = first < end ? shape.below(axis.edgeKev(first), energyKev, sigma) : 0;
    for (int i = first; i < end; i++) {
      double above = shape.below(axis.edgeKev(i + 1), energyKev, sigma);
      spectrum[i] += counts * (above - below);
      below = above;
    }
  }

  /** Standard deviation of a peak whose photons' own energies have one, in keV. */
  public double totalSigmaKev(double energyKev, double broadeningKev) {
    double own = sigmaKev(energyKev);
    return Math.sqrt(own * own + broadeningKev * broadeningKev);
  }

  public static int firstBin(EnergyAxis axis, double kev) {
    return (int) Math.clamp(Math.floor((kev - axis.fromKev()) / axis.widthKev()), 0, axis.bins());
  }

  public static int endBin(EnergyAxis axis, double kev) {
    return (int) Math.clamp(Math.ceil((kev - axis.fromKev()) / axis.widthKev()), 0, axis.bins());
  }

  private static void check(String name, double value, boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(
          "detector: %s is %s, expected %s".formatted(name, value, expected));
    }
  }
}
