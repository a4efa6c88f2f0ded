package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.atom.ShellProduction;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * Secondary photons in a stack of layers: photons of K and L lines, born isotropically at the
 * depths where the beam excites them, that excite other lines in the same layer and in those above
 * and below (D. K. G. de Boer 1990, X-Ray Spectrometry 19, 145), and lines that the beam excites
 * after one Rayleigh scatter, taken as isotropic. From photons of energy E born in layer p, a line
 * of layer q gains
 *
 * <p>w·P(E)·r · ½ ∫₀¹ dc/c ∫∫ s(z) · exp(−τ(z, z′)/c) · exp(−χ(z′)) dz dz′,
 *
 * <p>with s(z) the source's density, τ the optical depth between both depths at E and χ the one on
 * the way out. The beam makes s a sum of exponentials, so the depths integrate in closed form
 * ({@link Slab}); directions are summed by {@link Directions}. Rays that a layer attenuates nearly
 * alike are taken together ({@link ExponentialSum}), as are scattered rays of nearly equal energy
 * ({@link RayGroup}).
 */
final class Enhancement {

  private static final Directions DIRECTIONS = new Directions(16);
  private static final double GROUP = 1.2;
  private static final double SOFTEST_KEV = 1;

  /**
   * A line of one layer.
   *
   * @param amount mass fraction, radiative rate and transmission of the layers above
   * @param left what the whole layer lets through on the way out
   */
  private record Target(
      EmissionLine line,
      ShellProduction production,
      int layer,
      double amount,
      double outward,
      double left) {}

  private final Specimen specimen;
  private final Beam beam;
  private final Geometry geometry;
  private final double[] mass;
  private final BeamPath path;
  private final List<double[]> inward;
  private final List<Target> targets = new ArrayList<>();
  private final IdentityHashMap<EmissionLine, Double> secondary = new IdentityHashMap<>();

  /** Computes the secondary photons of all lines. */
  Enhancement(Specimen specimen, Beam beam, Geometry geometry) {
    this.specimen = specimen;
    this.beam = beam;
    this.geometry = geometry;
    path = new BeamPath(specimen, geometry);
    mass = path.massThickness();
    inward = path.inward(beam);
    for (Element element : specimen.elements()) {
      for (EmissionLine line : element.lines()) {
        if (FundamentalParameters.excites(beam, line)) {
          addTargets(line);
        }
      }
    }
    for (Element element : specimen.elements()) {
      for (int p = 0; p < mass.length; p++) {
        double fraction = specimen.layers().get(p).composition().fraction(element);
        if (fraction > 0) {
          excite(element, p, fraction);
        }
      }
    }
    RayGroup.of(beam, edges()).forEach(this::excite);
  }

  /** Secondary photons of a line, in the unit of {@link LineIntensity#secondary}. */
  double secondary(EmissionLine line) {
    return secondary.getOrDefault(line, 0.0);
  }

  private double[] edges() {
    return targets.stream()
        .mapToDouble(target -> target.production.thresholdKev())
        .distinct()
        .toArray();
  }

  private void addTargets(EmissionLine line) {
    double[] outward = path.outward(line.energyKev());
    for (int q = 0; q < mass.length; q++) {
      double fraction = specimen.layers().get(q).composition().fraction(line.element());
      if (fraction > 0) {
        targets.add(
            new Target(
                line,
                ShellProduction.of(line.element(), line.shell()),
                q,
                fraction * line.radiativeRate() * path.above(q, outward),
                outward[q],
                StrictMath.exp(-outward[q] * mass[q])));
      }
    }
  }

  private void excite(Element element, int p, double fraction) {
    Map<Shell, ExponentialSum> shells = new EnumMap<>(Shell.class);
    for (EmissionLine line : element.lines()) {
      if (excitesOthers(line) && FundamentalParameters.excites(beam, line)) {
        excite(p, shells.computeIfAbsent(line.shell(), s -> source(line, p, fraction)), line);
      }
    }
  }

  /** True for K and L lines hard enough to excite lines that a detector sees. */
  static boolean excitesOthers(EmissionLine line) {
    return line.shell().isInner() && line.energyKev() >= SOFTEST_KEV;
  }

  /** The emission of a shell at the depths of one layer, under the beam. */
  private ExponentialSum source(EmissionLine line, int p, double fraction) {
    ShellProduction production = ShellProduction.of(line.element(), line.shell());
    ExponentialSum sum = new ExponentialSum(GROUP);
    for (int r = 0; r < inward.size(); r++) {
      Beam.Ray ray = beam.rays().get(r);
      double produced = ray.photons() * production.at(ray.energyKev());
      if (produced > 0) {
        double[] coefficients = inward.get(r);
        sum.add(
            produced * fraction * path.above(p, coefficients) / geometry.sinIncidence(),
            coefficients[p]);
      }
    }
    return sum;
  }

  private void excite(int p, ExponentialSum source, EmissionLine exciting) {
    double energy = exciting.energyKev();
    List<Target> excited = new ArrayList<>();
    List<Double> sections = new ArrayList<>();
    for (Target target : targets) {
      double section = target.production.at(energy);
      if (section > 0) {
        excited.add(target);
        sections.add(exciting.radiativeRate() * section);
      }
    }
    gain(p, source, energy, excited, sections);
  }

  private void excite(RayGroup group) {
    List<Target> excited = new ArrayList<>();
    List<Double> sections = new ArrayList<>();
    for (Target target : targets) {
      double section = group.production(target.production);
      if (section > 0) {
        excited.add(target);
        sections.add(section);
      }
    }
    double[] coefficients = path.inward(group.energyKev());
    for (int p = 0; p < mass.length; p++) {
      ExponentialSum source = new ExponentialSum(GROUP);
      double scattered =
          group.photons() * specimen.layers().get(p).composition().rayleigh(group.energyKev());
      source.add(
          scattered * path.above(p, coefficients) / geometry.sinIncidence(), coefficients[p]);
      gain(p, source, group.energyKev(), excited, sections);
    }
  }

  private void gain(
      int p, ExponentialSum source, double energyKev, List<Target> excited, List<Double> sections) {
    if (excited.isEmpty()) {
      return;
    }
    double[] gains = gains(p, source, path.attenuation(energyKev), excited);
    for (int t = 0; t < gains.length; t++) {
      Target target = excited.get(t);
      secondary.merge(target.line, target.amount * sections.get(t) * gains[t], Double::sum);
    }
  }

  private double[] gains(int p, ExponentialSum source, double[] attenuation, List<Target> excited) {
    double[] gains = new double[excited.size()];
    for (int k = 0; k < DIRECTIONS.count(); k++) {
      double[] slanted = new double[mass.length];
      double[] left = new double[mass.length];
      for (int q = 0; q < mass.length; q++) {
        slanted[q] = attenuation[q] / DIRECTIONS.cosine(k);
        left[q] = StrictMath.exp(-slanted[q] * mass[q]);
      }
      Flight flight = new Flight(p, source, slanted, left, mass);
      for (int t = 0; t < gains.length; t++) {
        Target target = excited.get(t);
        gains[t] +=
            DIRECTIONS.weight(k) * flight.absorbed(target.layer, target.outward, target.left);
      }
    }
    return gains;
  }
}
