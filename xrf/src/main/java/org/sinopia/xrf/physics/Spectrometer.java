package org.sinopia.xrf.physics;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

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

  /** The tube's photons that reach the specimen, behind the gap. */
  public Beam beamAtSpecimen() {
    return behindGap(tube.beam());
  }

  /** The part of a source's beam that the gap leaves. */
  public Beam behindGap(Beam source) {
    return gap.map(
            layer ->
                new Beam(
                    source.rays().stream()
                        .map(
                            ray ->
                                new Beam.Ray(
                                    ray.energyKev(),
                                    ray.photons()
                                        * slanted(layer, ray.energyKev(), geometry.sinIncidence())))
                        .toList()))
        .orElse(source);
  }

  /** The share of photons from the specimen that pass the gap on their way to the detector. */
  public double outwardTransmission(double energyKev) {
    return gap.map(layer -> slanted(layer, energyKev, geometry.sinTakeOff())).orElse(1.0);
  }

  /**
   * The expected spectrum of a specimen.
   *
   * @param specimen layers from the surface inward
   * @param axis energy axis
   * @return expected counts per bin, shape {@code [axis.bins()]}, per second and milliampere if the
   *     beam filled a steradian and the detector covered all directions (4π steradian)
   */
  public double[] spectrum(Specimen specimen, EnergyAxis axis) {
    Beam source = tube.beam();
    return spectrum(
        source,
        FundamentalParameters.fluorescence(specimen, behindGap(source), geometry),
        specimen,
        axis);
  }

  /**
   * The expected spectrum of a specimen whose lines are known, lit by any source; see {@link
   * #spectrum(Specimen, EnergyAxis)}.
   *
   * @param source beam before the gap
   * @param lines the specimen's lines as {@link #behindGap} of the source excites them
   */
  public double[] spectrum(
      Beam source, List<LineIntensity> lines, Specimen specimen, EnergyAxis axis) {
    double[] counts = new double[axis.bins()];
    for (LineIntensity line : lines) {
      double energy = line.line().energyKev();
      detector.addPhotons(energy, line.photons() * outwardTransmission(energy), 0, axis, counts);
    }
    for (ScatteredRay ray : FundamentalParameters.scatter(specimen, behindGap(source), geometry)) {
      addScatter(ray, outwardTransmission(ray.energyKev()), axis, counts);
    }
    addGap(source, axis, counts);
    addBremsstrahlung(source.endpointKev(), axis, counts);
    return pileUp > 0 ? piledUp(axis, counts) : counts;
  }

  /** The gap's own lines and scatter, which no specimen changes. */
  public void addGap(Beam source, EnergyAxis axis, double[] counts) {
    if (gap.isEmpty()) {
      return;
    }
    Specimen between = Specimen.of(gap.get());
    for (LineIntensity line : FundamentalParameters.fluorescence(between, source, geometry)) {
      detector.addPhotons(line.line().energyKev(), line.photons(), 0, axis, counts);
    }
    for (ScatteredRay ray : FundamentalParameters.scatter(between, source, geometry)) {
      addScatter(ray, 1, axis, counts);
    }
  }

  private void addScatter(ScatteredRay ray, double share, EnergyAxis axis, double[] counts) {
    double broadening = ray.compton() ? comptonBroadening * ray.energyKev() : 0;
    detector.addPhotons(ray.energyKev(), share * ray.photons(), broadening, axis, counts);
  }

  /** Shape of the smooth background, summing to 1, or all 0 where the axis leaves it none. */
  public double[] bremsstrahlungShape(double endpointKev, EnergyAxis axis) {
    double[] shape = new double[axis.bins()];
    for (int i = 0; i < axis.bins(); i++) {
      double energy = axis.centreKev(i);
      if (energy >= CrossSections.MIN_KEV && energy < endpointKev) {
        shape[i] =
            (endpointKev / energy - 1) * outwardTransmission(energy) * detector.efficiency(energy);
      }
    }
    double total = sum(shape);
    for (int i = 0; total > 0 && i < shape.length; i++) {
      shape[i] /= total;
    }
    return shape;
  }

  private void addBremsstrahlung(double endpointKev, EnergyAxis axis, double[] counts) {
    double[] shape = bremsstrahlungShape(endpointKev, axis);
    double scale = bremsstrahlung * sum(counts);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += scale * shape[i];
    }
  }

  private static double slanted(Layer layer, double energyKev, double sine) {
    return StrictMath.exp(
        -layer.composition().attenuation(energyKev) * layer.massThickness() / sine);
  }

  /**
   * A share of the photons meets another one within the shaping time and is counted at the sum of
   * both energies.
   *
   * @param axis energy axis of the counts
   * @param counts one value per bin
   */
  public double[] piledUp(EnergyAxis axis, double[] counts) {
    double total = sum(counts);
    int n = counts.length;
    double[] result = new double[n];
    if (total == 0) {
      return result;
    }
    // The sum of two bins' centres lies this many bins above the first bin's centre, beside i + j.
    double offset = axis.centreKev(0) / axis.widthKev();
    int whole = (int) Math.floor(offset);
    double fraction = offset - whole;
    int ends = Math.clamp((long) n - whole, 0, 2 * n - 1);
    double[] sums = new double[2 * n];
    for (int i = 0; i < n; i++) {
      double first = counts[i];
      if (first == 0) {
        continue;
      }
      if (2 * i < ends) {
        sums[2 * i] += first * first;
      }
      int pairs = Math.min(n, ends - i) - (i + 1);
      if (pairs > 0) {
        ScaledSum.add(2 * first, counts, i + 1, sums, 2 * i + 1, pairs);
      }
    }
    double share = pileUp / total;
    for (int i = 0; i < n; i++) {
      result[i] = (1 - pileUp) * counts[i];
    }
    for (int k = Math.max(0, -whole); k < ends; k++) {
      int at = k + whole;
      result[at] += (1 - fraction) * share * sums[k];
      if (at + 1 < n) {
        result[at + 1] += fraction * share * sums[k];
      }
    }
    return result;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static void check(String name, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(
          "spectrometer: %s is %s, expected 0 to %s".formatted(name, value, most));
    }
  }
}
