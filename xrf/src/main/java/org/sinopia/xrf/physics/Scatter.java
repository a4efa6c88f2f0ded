package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.ScatteringFactors;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * The beam scattered once by a layered specimen, Rayleigh's part at the ray's energy and Compton's
 * at the energy that the turn leaves it. The differential sections of a layer are those of its free
 * atoms, see {@link ScatteringFactors}.
 */
final class Scatter {

  private Scatter() {}

  /** See {@link FundamentalParameters#scatter}. */
  static List<ScatteredRay> of(Specimen specimen, Beam beam, Geometry geometry) {
    BeamPath path = new BeamPath(specimen, geometry);
    double cosine = geometry.cosScatter();
    List<ScatteredRay> result = new ArrayList<>();
    for (Beam.Ray ray : beam.rays()) {
      double energy = ray.energyKev();
      double[] inward = path.inward(energy);
      double[] outward = path.outward(energy);
      double shifted = ScatteringFactors.comptonKev(energy, cosine);
      boolean shiftedInTables = shifted >= CrossSections.MIN_KEV;
      double[] shiftedOutward = shiftedInTables ? path.outward(shifted) : outward;
      double rayleigh = 0;
      double compton = 0;
      for (int k = 0; k < specimen.layers().size(); k++) {
        double coherent = 0;
        double incoherent = 0;
        for (Map.Entry<Element, Double> part :
            specimen.layers().get(k).composition().massFractions().entrySet()) {
          ScatteringFactors factors = ScatteringFactors.of(part.getKey());
          coherent += part.getValue() * factors.rayleigh(energy, cosine);
          incoherent += part.getValue() * factors.compton(energy, cosine);
        }
        rayleigh += coherent * path.depth(k, inward, outward);
        compton += incoherent * path.depth(k, inward, shiftedOutward);
      }
      double all = 4 * Math.PI * ray.photons();
      result.add(new ScatteredRay(energy, all * rayleigh, false));
      if (shiftedInTables) {
        result.add(new ScatteredRay(shifted, all * compton, true));
      }
    }
    return result;
  }
}
