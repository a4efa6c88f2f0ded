package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The primary fluorescence and the single scatter of a layered specimen, by fundamental parameters:
 * J. Sherman (1955), Spectrochimica Acta 7, 283, for each element and line
 *
 * <p>I = Σ<sub>E₀</sub> N(E₀) · w·τ(E₀)·(1 − 1/J)·ω·r · exp(−Σ<sub>above</sub> χ·m)·(1 −
 * exp(−χ·m))/(χ·sin ψ_in), χ = μ(E₀)/sin ψ_in + μ(E<sub>l</sub>)/sin ψ_out,
 *
 * <p>with m a layer's mass per area, ω the fluorescence yield, r the radiative rate and J the jump
 * ratio; deeper shells take their share of τ first (see {@link
 * CrossSections#photoelectric(EmissionLine, double)}). Enhancement by other lines and Coster–Kronig
 * transitions are left out.
 */
public final class FundamentalParameters {

  /** Rest energy of the electron in keV (CODATA 2018). */
  private static final double ELECTRON_KEV = 510.99895;

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
    List<double[]> inward = beam.rays().stream().map(ray -> path.inward(ray.energyKev())).toList();
    List<LineIntensity> result = new ArrayList<>();
    List<Element> elements =
        specimen.layers().stream()
            .flatMap(layer -> layer.composition().massFractions().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    for (Element element : elements) {
      CrossSections sections = CrossSections.of(element);
      double[] absorbed =
          beam.rays().stream()
              .mapToDouble(ray -> ray.photons() * sections.photoelectric(ray.energyKev()))
              .toArray();
      for (EmissionLine line : element.lines()) {
        if (line.energyKev() < CrossSections.MIN_KEV
            || line.energyKev() > CrossSections.MAX_KEV
            || line.edgeKev() >= beam.endpointKev()) {
          continue;
        }
        double[] outward = path.outward(line.energyKev());
        double photons = 0;
        for (int r = 0; r < beam.rays().size(); r++) {
          Beam.Ray ray = beam.rays().get(r);
          double ionised = absorbed[r] * sections.shellShare(line, ray.energyKev());
          for (int k = 0; ionised > 0 && k < specimen.layers().size(); k++) {
            Double fraction = specimen.layers().get(k).composition().massFractions().get(element);
            if (fraction != null) {
              photons += ionised * fraction * path.depth(k, inward.get(r), outward);
            }
          }
        }
        result.add(
            new LineIntensity(line, photons * line.fluorescenceYield() * line.radiativeRate()));
      }
    }
    return result;
  }

  /**
   * The beam scattered once, Rayleigh's part at the ray's energy and Compton's at E/(1 + E/mc²·(1 −
   * cos θ)). Rayleigh scatter is spread over angles by {@link RayleighAngle}, Compton scatter by
   * the Klein–Nishina formula.
   *
   * @param specimen layers from the surface inward
   * @param beam exciting photons
   * @param geometry directions of beam and detector
   * @return for each ray of the beam one scattered ray of each kind, Compton's unless it falls
   *     below the tables
   */
  public static List<ScatteredRay> scatter(Specimen specimen, Beam beam, Geometry geometry) {
    BeamPath path = new BeamPath(specimen, geometry);
    double cosine = geometry.cosScatter();
    List<ScatteredRay> result = new ArrayList<>();
    for (Beam.Ray ray : beam.rays()) {
      double energy = ray.energyKev();
      double[] inward = path.inward(energy);
      double[] outward = path.outward(energy);
      double shifted = energy / (1 + energy / ELECTRON_KEV * (1 - cosine));
      boolean shiftedInTables = shifted >= CrossSections.MIN_KEV;
      double[] shiftedOutward = shiftedInTables ? path.outward(shifted) : outward;
      double rayleigh = 0;
      double compton = 0;
      for (int k = 0; k < specimen.layers().size(); k++) {
        double coherent = 0;
        double incoherent = 0;
        for (Map.Entry<Element, Double> part :
            specimen.layers().get(k).composition().massFractions().entrySet()) {
          CrossSections sections = CrossSections.of(part.getKey());
          coherent +=
              part.getValue()
                  * sections.rayleigh(energy)
                  * RayleighAngle.relativeToIsotropic(part.getKey(), energy, cosine);
          incoherent += part.getValue() * sections.compton(energy);
        }
        rayleigh += coherent * path.depth(k, inward, outward);
        compton += incoherent * path.depth(k, inward, shiftedOutward);
      }
      result.add(new ScatteredRay(energy, ray.photons() * rayleigh, false));
      if (shiftedInTables) {
        result.add(
            new ScatteredRay(
                shifted, ray.photons() * compton * kleinNishina(energy, cosine), true));
      }
    }
    return result;
  }

  /** The Klein–Nishina differential cross-section over its mean over all directions. */
  static double kleinNishina(double energyKev, double cosine) {
    double a = energyKev / ELECTRON_KEV;
    double ratio = 1 / (1 + a * (1 - cosine));
    double differential = ratio * ratio * (ratio + 1 / ratio - 1 + cosine * cosine) / 2;
    double log = Math.log1p(2 * a);
    double b = 1 + 2 * a;
    double total =
        2
            * Math.PI
            * ((1 + a) / (a * a * a) * (2 * a * (1 + a) / b - log)
                + log / (2 * a)
                - (1 + 3 * a) / (b * b));
    return 4 * Math.PI * differential / total;
  }
}
