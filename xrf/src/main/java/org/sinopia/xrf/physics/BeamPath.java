package org.sinopia.xrf.physics;

import java.util.List;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * Attenuation in a stack of layers along the beam's way in and a photon's way out. One layer's
 * share of photons that come in with one energy and leave with another is exp(−Σ<sub>above</sub>
 * χ·m)·(1 − exp(−χ·m))/χ with χ = μ(in)/sin ψ_in + μ(out)/sin ψ_out and m the mass per area:
 * Sherman's integral (1955) over the layer's depth.
 */
final class BeamPath {

  private final double sinIncidence;
  private final double sinTakeOff;
  private final double[] massThickness;
  private final List<Layer> layers;

  /** Takes the layers and the angles. */
  BeamPath(Specimen specimen, Geometry geometry) {
    layers = specimen.layers();
    sinIncidence = geometry.sinIncidence();
    sinTakeOff = geometry.sinTakeOff();
    massThickness = layers.stream().mapToDouble(Layer::massThickness).toArray();
  }

  /** Mass per area of each layer in g/cm². */
  double[] massThickness() {
    return massThickness;
  }

  /** μ of each layer in cm²/g. */
  double[] attenuation(double energyKev) {
    return layers.stream()
        .mapToDouble(layer -> layer.composition().attenuation(energyKev))
        .toArray();
  }

  /** μ/sin ψ_in of each layer. */
  double[] inward(double energyKev) {
    return layers.stream()
        .mapToDouble(layer -> layer.composition().attenuation(energyKev) / sinIncidence)
        .toArray();
  }

  /** {@link #inward(double)} for each ray of a beam. */
  List<double[]> inward(Beam beam) {
    return beam.rays().stream().map(ray -> inward(ray.energyKev())).toList();
  }

  /** μ/sin ψ_out of each layer. */
  double[] outward(double energyKev) {
    return layers.stream()
        .mapToDouble(layer -> layer.composition().attenuation(energyKev) / sinTakeOff)
        .toArray();
  }

  /** exp(−Σ χ·m) over the layers above layer {@code index}. */
  double above(int index, double[] coefficients) {
    double depth = 0;
    for (int k = 0; k < index; k++) {
      depth += coefficients[k] * massThickness[k];
    }
    return StrictMath.exp(-depth);
  }

  /**
   * The integral over layer {@code index} in g/cm², given both sets of coefficients; includes 1/sin
   * ψ_in.
   */
  double depth(int index, double[] inward, double[] outward) {
    double chi = inward[index] + outward[index];
    return above(index, inward)
        * above(index, outward)
        * -StrictMath.expm1(-chi * massThickness[index])
        / chi
        / sinIncidence;
  }
}
