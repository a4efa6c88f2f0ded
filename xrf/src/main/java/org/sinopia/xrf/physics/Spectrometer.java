package org.sinopia.xrf.physics;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;

/**
 * A scanning X-ray fluorescence spectrometer, from the tube through the specimen to the spectrum:
 * fluorescence and scatter by {@link FundamentalParameters}, a bremsstrahlung background, the
 * detector's response and pile-up.
 *
 * @param tube source of the beam
 * @param geometry directions of beam and detector
 * @param gap what lies between the instrument's nose and the specimen, crossed on both ways and
 *     excited as well (the argon of air shines); empty for vacuum
 * @param detector the detector
 * @param comptonBroadening standard deviation of Compton-scattered energies over the energy, from
 *     the motion of the electrons, 0 to 0.1
 * @param bremsstrahlung counts of the smooth background over all other counts, 0 to 1; its shape is
 *     Kramers' (1923) law E<sub>max</sub>/E − 1 seen through the gap and the detector
 * @param pileUp share of counts that are two photons taken for one, 0 to 0.5
 */
public record Spectrometer(
    XrayTube tube,
    Geometry geometry,
    Optional<Layer> gap,
    Detector detector,
    double comptonBroadening,
    double bremsstrahlung,
    double pileUp) {

  /**
   * A molybdenum tube at 40 kV, 45/45 degrees, 1 cm of air and a silicon drift detector, without
   * pile-up.
   */
  public static final Spectrometer DEFAULT =
      new Spectrometer(
          XrayTube.DEFAULT,
          Geometry.DEFAULT,
          Optional.of(Layer.ofAir(1)),
          Detector.DEFAULT,
          0.015,
          0.03,
          0);

  /**
   * Checks the spectrometer.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Spectrometer {
    Objects.requireNonNull(tube, "tube");
    Objects.requireNonNull(geometry, "geometry");
    Objects.requireNonNull(gap, "gap");
    Objects.requireNonNull(detector, "detector");
    check("Compton broadening", comptonBroadening, 0.1);
    check("bremsstrahlung", bremsstrahlung, 1);
    check("pile-up", pileUp, 0.5);
    if (gap.isPresent() && Double.isInfinite(gap.get().thicknessUm())) {
      throw new IllegalArgumentException("spectrometer: gap is infinitely thick");
    }
  }

  /** This spectrometer with another tube. */
  public Spectrometer withTube(XrayTube other) {
    return new Spectrometer(
        other, geometry, gap, detector, comptonBroadening, bremsstrahlung, pileUp);
  }

  /** This spectrometer with another detector. */
  public Spectrometer withDetector(Detector other) {
    return new Spectrometer(tube, geometry, gap, other, comptonBroadening, bremsstrahlung, pileUp);
  }

  /** This spectrometer with another geometry. */
  public Spectrometer withGeometry(Geometry other) {
    return new Spectrometer(tube, other, gap, detector, comptonBroadening, bremsstrahlung, pileUp);
  }

  /** This spectrometer with another share of pile-up. */
  public Spectrometer withPileUp(double share) {
    return new Spectrometer(
        tube, geometry, gap, detector, comptonBroadening, bremsstrahlung, share);
  }

  /**
   * The expected spectrum of a specimen.
   *
   * @param specimen layers from the surface inward
   * @param axis energy axis
   * @return expected counts per bin, shape {@code [axis.bins()]}, per second and milliampere if the
   *     detector covered all directions (4π steradian)
   */
  public double[] spectrum(Specimen specimen, EnergyAxis axis) {
    Specimen seen = gap.map(specimen::covered).orElse(specimen);
    Beam beam = tube.beam();
    double[] counts = new double[axis.bins()];
    List<LineIntensity> lines = FundamentalParameters.fluorescence(seen, beam, geometry);
    for (LineIntensity line : lines) {
      detector.addPhotons(line.line().energyKev(), line.photons(), 0, axis, counts);
    }
    for (ScatteredRay ray : FundamentalParameters.scatter(seen, beam, geometry)) {
      double broadening = ray.compton() ? comptonBroadening * ray.energyKev() : 0;
      detector.addPhotons(ray.energyKev(), ray.photons(), broadening, axis, counts);
    }
    addBremsstrahlung(beam.endpointKev(), axis, counts);
    return pileUp > 0 ? piledUp(axis, counts) : counts;
  }

  private void addBremsstrahlung(double endpointKev, EnergyAxis axis, double[] counts) {
    double[] shape = new double[axis.bins()];
    for (int i = 0; i < axis.bins(); i++) {
      double energy = axis.centreKev(i);
      if (energy >= CrossSections.MIN_KEV && energy < endpointKev) {
        double way =
            gap.map(layer -> Math.pow(layer.transmission(energy), 1 / geometry.sinTakeOff()))
                .orElse(1.0);
        shape[i] = (endpointKev / energy - 1) * way * detector.efficiency(energy);
      }
    }
    double total = sum(shape);
    if (total > 0) {
      double scale = bremsstrahlung * sum(counts) / total;
      for (int i = 0; i < counts.length; i++) {
        counts[i] += scale * shape[i];
      }
    }
  }

  /**
   * A share of the photons meets another one within the shaping time and is counted at the sum of
   * both energies.
   */
  private double[] piledUp(EnergyAxis axis, double[] counts) {
    double total = sum(counts);
    double[] result = new double[counts.length];
    if (total == 0) {
      return result;
    }
    // The sum of two bins' centres lies this many bins above the first bin's centre, beside i + j.
    double offset = axis.centreKev(0) / axis.widthKev();
    int whole = (int) Math.floor(offset);
    double fraction = offset - whole;
    for (int i = 0; i < counts.length; i++) {
      result[i] += (1 - pileUp) * counts[i];
      double share = pileUp * counts[i] / total;
      for (int j = Math.max(0, -whole - i);
          i + j + whole < counts.length && j < counts.length;
          j++) {
        int at = i + j + whole;
        result[at] += (1 - fraction) * share * counts[j];
        if (at + 1 < counts.length) {
          result[at + 1] += fraction * share * counts[j];
        }
      }
    }
    return result;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static void check(String name, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(
          "spectrometer: %s is %s, expected 0 to %s".formatted(name, value, most));
    }
  }
}
