package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A specimen's layers at the rays of one beam: attenuation, transmission, and what they emit. */
final class StackTable {

  /** A shell of one element in one layer. */
  static final class Emitter {
    private final int layer;
    private final Element element;
    private final double fraction;
    private final ShellTable shell;
    private final double[] births;
    private final List<Outgoing> lines;

    Emitter(
        int layer,
        Element element,
        double fraction,
        ShellTable shell,
        double[] births,
        List<Outgoing> lines) {
      this.layer = layer;
      this.element = element;
      this.fraction = fraction;
      this.shell = shell;
      this.births = births;
      this.lines = lines;
    }

    /** Index of the layer. */
    int layer() {
      return layer;
    }

    /** The emitter. */
    Element element() {
      return element;
    }

    /** Its mass fraction in the layer. */
    double fraction() {
      return fraction;
    }

    /** The shell. */
    ShellTable shell() {
      return shell;
    }

    /** What the beam makes it produce at the layer's top, per ray. */
    double[] births() {
      return births;
    }

    /** Its lines by rising energy. */
    List<Outgoing> lines() {
      return lines;
    }
  }

  /**
   * A line on its way out of one layer.
   *
   * @param above transmission of the layers above
   * @param outward attenuation of the layer itself along the way
   * @param left transmission of the whole layer
   */
  record Outgoing(LineTable line, double above, double outward, double left) {}

  private final RayTable rays;
  private final double sinIncidence;
  private final double sinTakeOff;
  private final int count;
  private final List<Layer> layers;
  private final double[] mass;
  private final ElementTable[][] elements;
  private final double[][] fractions;
  private final double[][] inward;
  private final double[][] left;
  private final double[][] lit;
  private final List<Emitter> emitters = new ArrayList<>();
  private final double[] scratch;

  StackTable(Specimen specimen, RayTable rays, Geometry geometry) {
    this.rays = rays;
    layers = specimen.layers();
    count = layers.size();
    sinIncidence = geometry.sinIncidence();
    sinTakeOff = geometry.sinTakeOff();
    mass = layers.stream().mapToDouble(Layer::massThickness).toArray();
    elements = new ElementTable[count][];
    fractions = new double[count][];
    inward = new double[count][];
    left = new double[count][];
    lit = new double[count + 1][];
    scratch = new double[rays.count()];
    lit[0] = new double[rays.count()];
    for (int r = 0; r < rays.count(); r++) {
      lit[0][r] = rays.photons()[r] / sinIncidence;
    }
    for (int k = 0; k < count; k++) {
      prepare(k);
    }
    for (int k = 0; k < count; k++) {
      for (int e = 0; e < elements[k].length; e++) {
        for (ShellTable shell : elements[k][e].shells()) {
          emitters.add(emitter(k, elements[k][e].element(), fractions[k][e], shell));
        }
      }
    }
  }

  private void prepare(int k) {
    Map<Element, Double> parts = layers.get(k).composition().massFractions();
    elements[k] = parts.keySet().stream().map(rays::element).toArray(ElementTable[]::new);
    fractions[k] = parts.values().stream().mapToDouble(Double::doubleValue).toArray();
    int n = rays.count();
    double[] sum = new double[n];
    for (int e = 0; e < fractions[k].length; e++) {
      double share = fractions[k][e] / sinIncidence;
      double[] own = elements[k][e].attenuation();
      ScaledSum.add(share, own, 0, sum, 0, n);
    }
    inward[k] = sum;
    left[k] = new double[n];
    lit[k + 1] = new double[n];
    for (int r = 0; r < n; r++) {
      left[k][r] = StrictMath.exp(-sum[r] * mass[k]);
      lit[k + 1][r] = lit[k][r] * left[k][r];
    }
  }

  private Emitter emitter(int k, Element element, double fraction, ShellTable shell) {
    double[] births = new double[rays.count()];
    double[] production = shell.production();
    double[] light = lit[k];
    for (int r = shell.firstRay(); r < births.length; r++) {
      births[r] = fraction * light[r] * production[r];
    }
    List<Outgoing> lines = new ArrayList<>();
    for (LineTable line : shell.lines()) {
      double depth = 0;
      for (int q = 0; q < k; q++) {
        depth += attenuation(q, line) * mass[q];
      }
      double outward = attenuation(k, line) / sinTakeOff;
      lines.add(
          new Outgoing(
              line,
              StrictMath.exp(-depth / sinTakeOff),
              outward,
              StrictMath.exp(-outward * mass[k])));
    }
    return new Emitter(k, element, fraction, shell, births, lines);
  }

  /** Attenuation of a layer at the energy of a line, cm²/g. */
  double attenuation(int k, LineTable line) {
    double sum = 0;
    for (int e = 0; e < fractions[k].length; e++) {
      sum += fractions[k][e] * line.attenuation(elements[k][e].element());
    }
    return sum;
  }

  /** Primary photons of a line from one layer. */
  double primary(Emitter emitter, Outgoing out) {
    int n = rays.count();
    double[] a = inward[emitter.layer];
    double[] passed = left[emitter.layer];
    double[] births = emitter.births;
    double b = out.outward;
    double leftOut = out.left;
    int from = emitter.shell.firstRay();
    for (int r = from; r < n; r++) {
      scratch[r] = births[r] * (1 - passed[r] * leftOut) / (a[r] + b);
    }
    return out.above * out.line.line().radiativeRate() * sum(scratch, from, n);
  }

  // Four sums side by side keep the adder busy; their order is fixed.
  private static double sum(double[] values, int from, int end) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 3 < end; i += 4) {
      s0 += values[i];
      s1 += values[i + 1];
      s2 += values[i + 2];
      s3 += values[i + 3];
    }
    for (; i < end; i++) {
      s0 += values[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** Rayleigh-scattered photons of each ray. */
  double[] rayleigh() {
    return scatter(false);
  }

  /** Compton-scattered photons of each ray. */
  double[] compton() {
    return scatter(true);
  }

  private double[] scatter(boolean compton) {
    int n = rays.count();
    double[] result = new double[n];
    double[] above = new double[n];
    Arrays.fill(above, 1);
    for (int k = 0; k < count; k++) {
      double[] section = new double[n];
      double[] outward = new double[n];
      for (int e = 0; e < fractions[k].length; e++) {
        double share = fractions[k][e];
        double slanted = share / sinTakeOff;
        ElementTable table = elements[k][e];
        double[] own = compton ? table.compton() : table.rayleigh();
        double[] absorbing = compton ? table.comptonAttenuation() : table.attenuation();
        ScaledSum.add(share, own, 0, section, 0, n);
        ScaledSum.add(slanted, absorbing, 0, outward, 0, n);
      }
      for (int r = 0; r < n; r++) {
        double leftOut = StrictMath.exp(-outward[r] * mass[k]);
        result[r] +=
            lit[k][r]
                * above[r]
                * section[r]
                * (1 - left[k][r] * leftOut)
                / (inward[k][r] + outward[r]);
        above[r] *= leftOut;
      }
    }
    return result;
  }

  RayTable rays() {
    return rays;
  }

  List<Emitter> emitters() {
    return emitters;
  }

  int count() {
    return count;
  }

  double mass(int k) {
    return mass[k];
  }

  /** μ/sin ψ_in of a layer at each ray. */
  double[] inward(int k) {
    return inward[k];
  }

  double sinIncidence() {
    return sinIncidence;
  }

  /** Sum of photons times a layer's attenuation over some rays. */
  double attenuated(int k, int from, int end) {
    double sum = 0;
    for (int e = 0; e < fractions[k].length; e++) {
      sum += fractions[k][e] * elements[k][e].attenuated(from, end);
    }
    return sum;
  }

  /** Sum of photons times a layer's Rayleigh scatter into all directions over some rays. */
  double scattered(int k, int from, int end) {
    double sum = 0;
    for (int e = 0; e < fractions[k].length; e++) {
      sum += fractions[k][e] * elements[k][e].scattered(from, end);
    }
    return sum;
  }
}
