package org.sinopia.tensor.cpu.encoder;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static org.sinopia.tensor.cpu.products.RegisterTile.DEPTH;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.products.RegisterTile;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.op.CountScaling;

/**
 * Spectra on their way into an encoder, scaled as {@link CountScaling} says, into blocks of {@link
 * RegisterTile#DEPTH} bins.
 *
 * @param bins of a spectrum
 * @param block floats from one block of a spectrum to the next
 */
record SpectrumRows(CountScaling scaling, int bins, int block) {
  /**
   * Loads one spectrum.
   *
   * @param counts [spectra, bins]
   * @param index which spectrum
   * @param at where in {@code to} its first bin goes; elements after its last, up to a whole
   *     vector, become undefined
   */
  void load(MemorySegment counts, int index, float[] to, int at) {
    long row = FloatVectors.at(counts, (long) index * bins, bins);
    switch (scaling) {
      case NONE -> copy(row, to, at);
      case SQRT -> roots(row, inverse(sum(row)), to, at);
      case UNIT_MAX -> shares(row, inverse(most(row)), to, at);
      case UNIT_AREA -> shares(row, inverse(sum(row)), to, at);
    }
  }

  private void copy(long row, float[] to, int at) {
    for (int i = 0; i < bins; i += COUNT) {
      part(row, i).intoArray(to, place(at, i));
    }
  }

  private void roots(long row, float factor, float[] to, int at) {
    for (int i = 0; i < bins; i += COUNT) {
      counted(row, i).mul(factor).sqrt().intoArray(to, place(at, i));
    }
  }

  private void shares(long row, float factor, float[] to, int at) {
    for (int i = 0; i < bins; i += COUNT) {
      counted(row, i).mul(factor).intoArray(to, place(at, i));
    }
  }

  /** A sum over 16 logical lanes, as {@link FloatVectors#sum(long, int)}. */
  private float sum(long row) {
    FloatVector sum = laneSums(row, 0);
    if (COUNT == 8) {
      sum = sum.add(laneSums(row, 8));
    }
    if (COUNT == 4) {
      FloatVector even = sum.add(laneSums(row, 8));
      sum = even.add(laneSums(row, 4).add(laneSums(row, 12)));
    }
    return FloatVectors.sum(sum);
  }

  private FloatVector laneSums(long row, int from) {
    FloatVector sum = all(0);
    for (int i = from; i < bins; i += LOGICAL) {
      sum = sum.add(counted(row, i));
    }
    return sum;
  }

  private float most(long row) {
    FloatVector most = all(0);
    for (int i = 0; i < bins; i += COUNT) {
      most = most.max(counted(row, i));
    }
    return FloatVectors.max(most);
  }

  private static float inverse(float whole) {
    return whole >= Float.MIN_NORMAL && whole <= Float.MAX_VALUE ? 1 / whole : 0;
  }

  private int place(int at, int bin) {
    return at + bin / DEPTH * block + bin % DEPTH;
  }

  private FloatVector counted(long row, int i) {
    FloatVector x = part(row, i);
    return x.blend(0, x.compare(GT, 0).and(x.compare(LE, Float.MAX_VALUE)).not());
  }

  private FloatVector part(long row, int i) {
    return i + COUNT <= bins
        ? FloatVectors.load(row, i)
        : FloatVectors.load(row, i, FloatVectors.first(bins - i));
  }
}
