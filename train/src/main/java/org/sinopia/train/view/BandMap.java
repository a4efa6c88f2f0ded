package org.sinopia.train.view;

import org.sinopia.train.view.layer.GrowingPlane;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.train.view.reading.CellOrder;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.map.LineWindow;

/**
 * The pass that maps a band of energies: the counts in it, less a straight background between its
 * sides if that is wanted; see {@link LineWindow}.
 */
final class BandMap implements Pass.Work {
  private final double[] weights;
  private final int first;
  private final int end;
  private final GrowingPlane plane;

  private BandMap(CubeHeader header, double[] weights) {
    this.weights = weights;
    int from = 0;
    while (from < weights.length - 1 && weights[from] == 0) {
      from++;
    }
    int to = weights.length;
    while (to > from + 1 && weights[to - 1] == 0) {
      to--;
    }
    this.first = from;
    this.end = to;
    this.plane = new GrowingPlane(header.height(), header.width());
  }

  /**
   * A band.
   *
   * @param header of a scan with an energy axis
   * @param fromKev lower end
   * @param toKev upper end, above it
   * @param net whether a background is subtracted
   * @throws IllegalArgumentException if nothing of the band is on the axis
   */
  static BandMap of(CubeHeader header, double fromKev, double toKev, boolean net) {
    EnergyAxis axis = header.energy().orElseThrow();
    double side = net ? (toKev - fromKev) / 2 : 0;
    return new BandMap(header, new LineWindow(fromKev, toKev, side).weights(axis));
  }

  @Override
  public int firstBin() {
    return first;
  }

  @Override
  public int endBin() {
    return end;
  }

  @Override
  public void take(CellOrder.Step step, float[] spectra, boolean[] written) {
    int bins = end - first;
    float[] counts = new float[written.length];
    for (int p = 0; p < counts.length; p++) {
      counts[p] = written[p] ? counts(spectra, p * bins) : Float.NaN;
    }
    plane.put(step, counts, 0);
  }

  private float counts(float[] spectra, int from) {
    double counts = 0;
    boolean valid = false;
    for (int b = first; b < end; b++) {
      float value = spectra[from + b - first];
      if (Float.isFinite(value)) {
        counts += weights[b] * value;
        valid = true;
      }
    }
    return valid ? (float) counts : Float.NaN;
  }

  Plane plane() {
    return plane.plane();
  }
}
