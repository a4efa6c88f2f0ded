package org.sinopia.train.view.layer;

import java.util.Arrays;
import java.util.BitSet;

/** Pixels as points, by their values in two layers: all of them, or an even sample. Immutable. */
public final class ScatterPlot {
  /** The most points. */
  public static final int MAX_POINTS = 20_000;

  private static final double GOLDEN = 0.618_033_988_749_894_9;

  private final int[] pixels;
  private final float[] x;
  private final float[] y;

  private ScatterPlot(int[] pixels, float[] x, float[] y) {
    this.pixels = pixels;
    this.x = x;
    this.y = y;
  }

  /** Points of two planes of the same size; pixels without a number in either are left out. */
  public static ScatterPlot of(Plane x, Plane y) {
    int all = x.height() * x.width();
    int[] sample = sample(all);
    int[] pixels = new int[sample.length];
    int count = 0;
    for (int p : sample) {
      if (!Float.isNaN(x.get(p)) && !Float.isNaN(y.get(p))) {
        pixels[count++] = p;
      }
    }
    pixels = Arrays.copyOf(pixels, count);
    float[] a = new float[count];
    float[] b = new float[count];
    for (int i = 0; i < count; i++) {
      a[i] = x.get(pixels[i]);
      b[i] = y.get(pixels[i]);
    }
    return new ScatterPlot(pixels, a, b);
  }

  /** Pixels spread over the picture: all, or a golden-ratio sequence. */
  public static int[] sample(int all) {
    BitSet chosen = new BitSet(all);
    if (all <= MAX_POINTS) {
      chosen.set(0, all);
    } else {
      for (int i = 0; i < MAX_POINTS; i++) {
        double at = i * GOLDEN;
        chosen.set((int) ((at - Math.floor(at)) * all));
      }
    }
    return chosen.stream().toArray();
  }

  public int count() {
    return pixels.length;
  }

  public int pixel(int point) {
    return pixels[point];
  }

  public float x(int point) {
    return x[point];
  }

  public float y(int point) {
    return y[point];
  }

  /** Pearson's correlation of the points; NaN if one of the layers is the same everywhere. */
  public double correlation() {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < pixels.length; i++) {
      meanX += x[i] / (double) pixels.length;
      meanY += y[i] / (double) pixels.length;
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < pixels.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }
}
