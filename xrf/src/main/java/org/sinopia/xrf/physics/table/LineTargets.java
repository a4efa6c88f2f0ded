package org.sinopia.xrf.physics.table;

/** The runs of lines of one layer, each of which can gain secondary photons. For one thread. */
final class LineTargets {
  /** Secondary photons below this share of the primary ones are left out. */
  static final double NEGLIGIBLE = 5e-5;

  final LineRun[] run;
  final int[] shell;
  final double[] fraction;
  final double[] outward;
  final double[] left;
  final double[] born;
  final double[] gained;

  // Those that are excited just now, and how strongly.
  final int[] excited;
  final double[] section;
  int size;

  LineTargets(LayerTable layer) {
    outward = layer.targetOutward;
    left = layer.targetLeft;
    int all = outward.length;
    run = new LineRun[all];
    shell = new int[all];
    fraction = new double[all];
    born = new double[all];
    gained = new double[all];
    excited = new int[all];
    section = new double[all];
    int t = 0;
    for (int s = 0; s < layer.of.shells.length; s++) {
      for (LineRun its : layer.of.shells[s].targets()) {
        run[t] = its;
        shell[t] = layer.of.shells[s].place();
        fraction[t++] = layer.of.fractions[s];
      }
    }
  }

  /**
   * Takes those whose shells are excited by more than a negligible share of what the beam does.
   *
   * @param sections by shell
   * @param photons those that can be absorbed at most, over the layer's attenuation
   * @return false if there is none
   */
  boolean excite(double[] sections, double photons) {
    size = 0;
    for (int t = 0; t < shell.length; t++) {
      double strength = sections[shell[t]] * fraction[t];
      if (strength * photons > NEGLIGIBLE * born[t]) {
        excited[size] = t;
        section[size++] = strength;
      }
    }
    return size > 0;
  }
}
