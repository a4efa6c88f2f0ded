package org.sinopia.xrf.physics;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** y ← a·x + y over stretches of arrays, fused, with the same bits for any width of vectors. */
public final class ScaledSum {

  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

  private ScaledSum() {}

  /**
   * Adds {@code a} times {@code count} values of {@code x} to {@code y}.
   *
   * @param from index of the first value read
   * @param to index of the first value changed
   */
  public static void add(double a, double[] x, int from, double[] y, int to, int count) {
    int i = 0;
    int end = SPECIES.loopBound(count);
    DoubleVector factor = DoubleVector.broadcast(SPECIES, a);
    for (; i < end; i += SPECIES.length()) {
      DoubleVector.fromArray(SPECIES, x, from + i)
          .fma(factor, DoubleVector.fromArray(SPECIES, y, to + i))
          .intoArray(y, to + i);
    }
    for (; i < count; i++) {
      y[to + i] = Math.fma(x[from + i], a, y[to + i]);
    }
  }
}
