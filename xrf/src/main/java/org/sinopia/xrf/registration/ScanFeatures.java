package org.sinopia.xrf.registration;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The principal components of the roots of a scan's counts in its element maps: few planes, with
 * even noise. Maps that are little but noise are left out.
 */
final class ScanFeatures {

  private static final int MOST = 4;

  /** Principal components with less of the variance than this tell little. */
  private static final double MIN_SHARE = 0.03;

  /** A map is left out if more of its variance than this is noise. */
  private static final double MAX_NOISE = 0.7;

  private ScanFeatures() {}

  /**
   * The components, each with a mean of 0 and a variance of 1.
   *
   * @param maps net counts, at least one map; NaN where a pixel is missing
   * @throws IllegalArgumentException if no map shows anything
   */
  static PlaneStack of(int height, int width, List<float[]> maps) {
    float[] known = new float[height * width];
    for (int i = 0; i < known.length; i++) {
      known[i] = 1;
      for (float[] map : maps) {
        known[i] = Float.isFinite(map[i]) ? known[i] : 0;
      }
    }
    List<double[]> kept = new ArrayList<>();
    for (float[] map : maps) {
      double[] root = new double[map.length];
      for (int i = 0; i < root.length; i++) {
        root[i] = known[i] > 0 ? Math.sqrt(Math.max(0, map[i])) : 0;
      }
      double variance = standardise(root, known);
      double noise = noise(root, known, width);
      if (variance > 0 && noise < MAX_NOISE) {
        double reliable = Math.sqrt(1 - noise);
        for (int i = 0; i < root.length; i++) {
          root[i] *= reliable;
        }
        kept.add(root);
      }
    }
    if (kept.isEmpty()) {
      throw new IllegalArgumentException(
          "register: none of %d element maps shows more than noise; give --points"
              .formatted(maps.size()));
    }
    return new PlaneStack(height, width, components(kept, known), known);
  }

  private static float[][] components(List<double[]> maps, float[] known) {
    int count = maps.size();
    double[][] products = new double[count][count];
    for (int a = 0; a < count; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < known.length; i++) {
          sum = Math.fma(maps.get(a)[i], maps.get(b)[i], sum);
        }
        products[a][b] = sum;
        products[b][a] = sum;
      }
    }
    EigenDecomposition axes = new EigenDecomposition(new Array2DRowRealMatrix(products, false));
    double all = 0;
    for (int k = 0; k < count; k++) {
      all += Math.max(0, axes.getRealEigenvalue(k));
    }
    List<float[]> found = new ArrayList<>();
    for (int k = 0; k < Math.min(MOST, count); k++) {
      if (k > 0 && axes.getRealEigenvalue(k) < MIN_SHARE * all) {
        break;
      }
      double[] sum = new double[known.length];
      for (int a = 0; a < count; a++) {
        double part = axes.getEigenvector(k).getEntry(a);
        for (int i = 0; i < sum.length; i++) {
          sum[i] = Math.fma(part, maps.get(a)[i], sum[i]);
        }
      }
      standardise(sum, known);
      float[] plane = new float[sum.length];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) sum[i];
      }
      found.add(plane);
    }
    return found.toArray(float[][]::new);
  }

  /** Moves the mean of what is known to 0 and its variance to 1; the variance before. */
  private static double standardise(double[] values, float[] known) {
    double n = 0;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      n += known[i];
      sum += known[i] * values[i];
    }
    double mean = n > 0 ? sum / n : 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      squares += known[i] * (values[i] - mean) * (values[i] - mean);
    }
    double variance = n > 0 ? squares / n : 0;
    double scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = known[i] > 0 ? (values[i] - mean) * scale : 0;
    }
    return variance;
  }

  /** The variance of noise, from what neighbours on both sides do not have in common. */
  private static double noise(double[] values, float[] known, int width) {
    double sum = 0;
    long n = 0;
    for (int i = 1; i + 1 < values.length; i++) {
      int x = i % width;
      if (x > 0 && x < width - 1 && known[i - 1] > 0 && known[i] > 0 && known[i + 1] > 0) {
        double bend = values[i - 1] - 2 * values[i] + values[i + 1];
        sum += bend * bend / 6;
        n++;
      }
    }
    return n > 0 ? sum / n : 0;
  }
}
