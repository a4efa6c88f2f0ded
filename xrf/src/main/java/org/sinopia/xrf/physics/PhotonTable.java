package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The photons that specimens send to a detector, hundreds of specimens a second: the model of
 * {@link FundamentalParameters} with the figures of elements and lines shared between specimens,
 * exponentials split into factors, and a coarser rule for the secondary photons. Lines agree with
 * the plain model to a thousandth. Safe for several threads.
 */
public final class PhotonTable {

  private final RayTable rays;
  private final Geometry geometry;

  /**
   * Prepares a beam.
   *
   * @param beam exciting photons at the surface
   * @param geometry directions of beam and detector
   * @param fromKev energy below which no lines are wanted, in keV
   */
  public PhotonTable(Beam beam, Geometry geometry, double fromKev) {
    this.geometry = geometry;
    rays = new RayTable(beam, geometry, fromKev);
  }

  /** What a specimen sends out. */
  public static final class Photons {
    private final List<LineIntensity> lines;
    private final double[] rayleigh;
    private final double[] compton;

    Photons(List<LineIntensity> lines, double[] rayleigh, double[] compton) {
      this.lines = lines;
      this.rayleigh = rayleigh;
      this.compton = compton;
    }

    /** The specimen's lines. */
    public List<LineIntensity> lines() {
      return lines;
    }

    /** Photons scattered at the energy of each of {@link #energiesKev}, per 4π steradian. */
    public double[] rayleigh() {
      return rayleigh;
    }

    /** Photons scattered to each of {@link #comptonKev}, per 4π steradian. */
    public double[] compton() {
      return compton;
    }
  }

  /** Energies of the rays, rising, in keV. */
  public double[] energiesKev() {
    return rays.energyKev().clone();
  }

  /** Their energies after Compton scatter, 0 below the tables. */
  public double[] comptonKev() {
    return rays.comptonKev().clone();
  }

  /**
   * Computes the photons of one specimen.
   *
   * @param specimen layers from the surface inward
   */
  public Photons of(Specimen specimen) {
    StackTable stack = new StackTable(specimen, rays, geometry);
    FastEnhancement enhancement = new FastEnhancement(stack);
    IdentityHashMap<EmissionLine, double[]> sums = new IdentityHashMap<>();
    List<EmissionLine> order = new ArrayList<>();
    for (StackTable.Emitter emitter : stack.emitters()) {
      for (StackTable.Outgoing out : emitter.lines()) {
        EmissionLine line = out.line().line();
        double[] sum = sums.get(line);
        if (sum == null) {
          sum = new double[2];
          sums.put(line, sum);
          order.add(line);
        }
        sum[0] += stack.primary(emitter, out);
        sum[1] += enhancement.secondary(out);
      }
    }
    List<LineIntensity> lines =
        order.stream()
            .map(line -> new LineIntensity(line, sums.get(line)[0], sums.get(line)[1]))
            .toList();
    return new Photons(lines, stack.rayleigh(), stack.compton());
  }
}
