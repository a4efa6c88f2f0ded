package org.sinopia.xrf.physics;

import java.util.List;

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

  BeamPath(Specimen specimen, Geometry geometry) {
    layers = specimen.layers();
    sinIncidence = geometry.sinIncidence();
    sinTakeOff = geometry.sinTakeOff();
    massThickness = layers.stream().mapToDouble(Layer::massThickness).toArray();
  }

  /** μ/sin ψ_in of each layer. */
  double[] inward(double energyKev) {
    return layers.stream()
        .mapToDouble(layer -> layer.composition().attenuation(energyKev) / sinIncidence)
        .toArray();
  }

  /** μ/sin ψ_out of each layer. */
  double[] outward(double energyKev) {
    return layers.stream()
        .mapToDouble(layer -> layer.composition().attenuation(energyKev) / sinTakeOff)
        .toArray();
  }

  /**
   * The integral over layer {@code index} in g/cm², given both sets of coefficients; includes 1/sin
   * ψ_in.
   */
  double depth(int index, double[] inward, double[] outward) {
    double above = 0;
    for (int k = 0; k < index; k++) {
      above += (inward[k] + outward[k]) * massThickness[k];
    }
    double chi = inward[index] + outward[index];
    return Math.exp(-above) * -Math.expm1(-chi * massThickness[index]) / chi / sinIncidence;
  }
}
