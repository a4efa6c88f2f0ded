package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.ScatteringFactors;
import org.sinopia.xrf.physics.atom.ShellProduction;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * The fluorescence and the single scatter of a layered specimen, by fundamental parameters. The
 * primary photons of each line are those of J. Sherman (1955), Spectrochimica Acta 7, 283,
 *
 * <p>I = Σ<sub>E₀</sub> N(E₀) · w·P(E₀)·r · exp(−Σ<sub>above</sub> χ·m)·(1 − exp(−χ·m))/(χ·sin
 * ψ_in), χ = μ(E₀)/sin ψ_in + μ(E<sub>l</sub>)/sin ψ_out,
 *
 * <p>with m a layer's mass per area, w an element's mass fraction, P the production of the shell
 * ({@link ShellProduction}: Coster–Kronig transitions and the cascade included) and r the line's
 * radiative rate within it. The secondary ones are those that the K and L lines of all layers
 * excite in all layers, see {@link Enhancement}. Tertiary fluorescence and excitation by scattered
 * photons are left out.
 */
public final class FundamentalParameters {

  private FundamentalParameters() {}

  /**
   * The line intensities of a specimen, equal lines of different layers added up.
   *
   * @param specimen layers from the surface inward
   * @param beam exciting photons
   * @param geometry directions of beam and detector
   * @return every line of the specimen's elements from {@value CrossSections#MIN_KEV} keV on that
   *     the beam excites
   */
  public static List<LineIntensity> fluorescence(Specimen specimen, Beam beam, Geometry geometry) {
    BeamPath path = new BeamPath(specimen, geometry);
    List<double[]> inward = path.inward(beam);
    Enhancement enhancement = new Enhancement(specimen, beam, geometry);
    List<LineIntensity> result = new ArrayList<>();
    for (Element element : specimen.elements()) {
      for (EmissionLine line : element.lines()) {
        if (!excites(beam, line)) {
          continue;
        }
        ShellProduction production = ShellProduction.of(element, line.shell());
        double[] outward = path.outward(line.energyKev());
        double photons = 0;
        for (int r = 0; r < beam.rays().size(); r++) {
          Beam.Ray ray = beam.rays().get(r);
          double produced = ray.photons() * production.at(ray.energyKev());
          for (int k = 0; produced > 0 && k < specimen.layers().size(); k++) {
            double fraction = specimen.layers().get(k).composition().fraction(element);
            if (fraction > 0) {
              photons += produced * fraction * path.depth(k, inward.get(r), outward);
            }
          }
        }
        result.add(
            new LineIntensity(line, photons * line.radiativeRate(), enhancement.secondary(line)));
      }
    }
    return result;
  }

  /** True if a line lies within the tables and a ray of the beam lies above its shell's edge. */
  static boolean excites(Beam beam, EmissionLine line) {
    return line.energyKev() >= CrossSections.MIN_KEV
        && line.energyKev() <= CrossSections.MAX_KEV
        && ShellProduction.isKnown(line.element(), line.shell())
        && ShellProduction.of(line.element(), line.shell()).thresholdKev() <= beam.endpointKev();
  }

  /**
   * The beam scattered once, Rayleigh's part at the ray's energy and Compton's at E/(1 + E/mc²·(1 −
   * cos θ)), by the form factors and incoherent scattering functions of {@link ScatteringFactors}.
   *
   * @param specimen layers from the surface inward
   * @param beam exciting photons
   * @param geometry directions of beam and detector
   * @return for each ray of the beam one scattered ray of each kind, Compton's unless it falls
   *     below the tables
   */
  public static List<ScatteredRay> scatter(Specimen specimen, Beam beam, Geometry geometry) {
    return Scatter.of(specimen, beam, geometry);
  }
}
