package org.sinopia.xrf.paint;

import java.util.Arrays;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.LinearRgb;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.picture.Picture;

/**
 * The strokes of a picture: connected regions of similar colour, found as SLIC superpixels (R.
 * Achanta et al. (2012), IEEE Trans. Pattern Anal. Mach. Intell. 34, 2274) in CIELAB, but longer
 * along the edges of the picture than across them, as strokes follow forms. The direction is that
 * of the structure tensor around each centre. Equal pictures make equal regions.
 *
 * @param height rows of pixels
 * @param width pixels of a row
 * @param labels region of each pixel, row by row, 0 to {@code colours.length − 1}; not a copy
 * @param colours mean colour of each region; not a copy
 * @param areas pixels of each region; not a copy
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Regions(int height, int width, int[] labels, Lab[] colours, double[] areas) {

  private static final int ITERATIONS = 5;

  /** Weight of distance in the picture, in units of ΔE*ab per region's side. */
  private static final double COMPACTNESS = 9;

  private static final double ELONGATION = 2;

  /**
   * Divides a picture.
   *
   * @param picture the picture
   * @param pixels mean area of a region in pixels, at least 1
   */
  static Regions of(Picture picture, double pixels) {
    Strokes strokes = new Strokes(picture, pixels);
    for (int i = 0; i < ITERATIONS; i++) {
      strokes.assign();
      strokes.move();
    }
    strokes.assign();
    return strokes.regions();
  }

  /** Number of regions. */
  int count() {
    return colours.length;
  }

  /** Centres that take pixels by turns with moving to the middle of those that they took. */
  private static final class Strokes {
    private final int height;
    private final int width;
    private final double side;
    private final float[] l;
    private final float[] a;
    private final float[] b;
    private final int count;

    // For each centre: x, y, L*, a*, b*, and the direction across the edge with its elongation.
    private final double[] x;
    private final double[] y;
    private final double[] cl;
    private final double[] ca;
    private final double[] cb;
    private final double[] acrossX;
    private final double[] acrossY;
    private final double[] elongation;
    private final int[] labels;
    private final float[] distances;

    Strokes(Picture picture, double pixels) {
      height = picture.height();
      width = picture.width();
      int size = height * width;
      l = new float[size];
      a = new float[size];
      b = new float[size];
      float[] planes = picture.planes();
      double[] linear = new double[256];
      Arrays.setAll(linear, i -> linear(i / 255f));
      for (int i = 0; i < size; i++) {
        Lab lab =
            new LinearRgb(
                    linear(planes[i], linear),
                    linear(planes[size + i], linear),
                    linear(planes[2 * size + i], linear))
                .toXyz()
                .toLab();
        l[i] = (float) lab.l();
        a[i] = (float) lab.a();
        b[i] = (float) lab.b();
      }
      side = Math.sqrt(pixels);
      int rows = Math.max(1, (int) Math.round(height / side));
      int columns = Math.max(1, (int) Math.round(width / side));
      count = rows * columns;
      x = new double[count];
      y = new double[count];
      cl = new double[count];
      ca = new double[count];
      cb = new double[count];
      acrossX = new double[count];
      acrossY = new double[count];
      elongation = new double[count];
      labels = new int[size];
      distances = new float[size];
      for (int row = 0; row < rows; row++) {
        // Every other row is shifted, so that regions are hexagons where nothing else shapes them.
        double shift = row % 2 == 0 ? 0.25 : 0.75;
        for (int column = 0; column < columns; column++) {
          int c = row * columns + column;
          x[c] = Math.min(width - 1.0, (column + shift) * width / columns);
          y[c] = Math.min(height - 1.0, (row + 0.5) * height / rows);
          int at = ((int) y[c]) * width + (int) x[c];
          cl[c] = l[at];
          ca[c] = a[at];
          cb[c] = b[at];
          orient(c);
        }
      }
    }

    /** A component with the transfer curve undone; those of 8 bits, the usual ones, are known. */
    private static double linear(float component, double[] known) {
      int nearest = Math.clamp(Math.round(component * 255), 0, 255);
      return nearest / 255f == component ? known[nearest] : linear(component);
    }

    private static double linear(float component) {
      return new Srgb(component, 0, 0).toLinear().r();
    }

    /** Finds the direction across the edges around a centre. */
    private void orient(int c) {
      int reach = Math.max(2, (int) Math.round(side));
      double xx = 0;
      double yy = 0;
      double xy = 0;
      int fromY = Math.max(1, (int) y[c] - reach);
      int toY = Math.min(height - 2, (int) y[c] + reach);
      int fromX = Math.max(1, (int) x[c] - reach);
      int toX = Math.min(width - 2, (int) x[c] + reach);
      for (int py = fromY; py <= toY; py++) {
        for (int px = fromX; px <= toX; px++) {
          int at = py * width + px;
          double gx = l[at + 1] - l[at - 1];
          double gy = l[at + width] - l[at - width];
          xx += gx * gx;
          yy += gy * gy;
          xy += gx * gy;
        }
      }
      double size = Math.sqrt((xx - yy) * (xx - yy) + 4 * xy * xy);
      double coherence = size / (xx + yy + 1);
      double cosine = size > 0 ? (xx - yy) / size : 1;
      acrossX[c] = Math.sqrt(Math.max(0, (1 + cosine) / 2));
      acrossY[c] = Math.copySign(Math.sqrt(Math.max(0, (1 - cosine) / 2)), xy);
      elongation[c] = 1 + ELONGATION * coherence;
    }

    void assign() {
      Arrays.fill(labels, -1);
      Arrays.fill(distances, Float.POSITIVE_INFINITY);
      int reach = (int) Math.ceil(2 * side);
      double weight = COMPACTNESS * COMPACTNESS / (side * side);
      for (int c = 0; c < count; c++) {
        int fromY = Math.max(0, (int) y[c] - reach);
        int toY = Math.min(height - 1, (int) y[c] + reach);
        int fromX = Math.max(0, (int) x[c] - reach);
        int toX = Math.min(width - 1, (int) x[c] + reach);
        double tight = weight * elongation[c];
        double loose = weight / elongation[c];
        for (int py = fromY; py <= toY; py++) {
          double dy = py - y[c];
          for (int px = fromX; px <= toX; px++) {
            int at = py * width + px;
            double dx = px - x[c];
            double across = dx * acrossX[c] + dy * acrossY[c];
            double along = dy * acrossX[c] - dx * acrossY[c];
            double dl = l[at] - cl[c];
            double da = a[at] - ca[c];
            double db = b[at] - cb[c];
            float distance =
                (float)
                    (dl * dl + da * da + db * db + tight * across * across + loose * along * along);
            if (distance < distances[at]) {
              distances[at] = distance;
              labels[at] = c;
            }
          }
        }
      }
    }

    void move() {
      double[] sums = new double[6 * count];
      for (int py = 0; py < height; py++) {
        for (int px = 0; px < width; px++) {
          int at = py * width + px;
          if (labels[at] >= 0) {
            int s = 6 * labels[at];
            sums[s] += px;
            sums[s + 1] += py;
            sums[s + 2] += l[at];
            sums[s + 3] += a[at];
            sums[s + 4] += b[at];
            sums[s + 5]++;
          }
        }
      }
      for (int c = 0; c < count; c++) {
        double n = sums[6 * c + 5];
        if (n > 0) {
          x[c] = sums[6 * c] / n;
          y[c] = sums[6 * c + 1] / n;
          cl[c] = sums[6 * c + 2] / n;
          ca[c] = sums[6 * c + 3] / n;
          cb[c] = sums[6 * c + 4] / n;
          orient(c);
        }
      }
    }

    /** Makes every connected piece a region, except small ones, which join a neighbour. */
    Regions regions() {
      int size = height * width;
      int least = Math.max(1, (int) (side * side / 4));
      int[] found = new int[size];
      Arrays.fill(found, -1);
      int[] queue = new int[size];
      int regions = 0;
      for (int start = 0; start < size; start++) {
        if (found[start] >= 0) {
          continue;
        }
        int neighbour = -1;
        int filled = 1;
        queue[0] = start;
        found[start] = regions;
        for (int next = 0; next < filled; next++) {
          int at = queue[next];
          int px = at % width;
          for (int side4 = 0; side4 < 4; side4++) {
            int to =
                switch (side4) {
                  case 0 -> px > 0 ? at - 1 : -1;
                  case 1 -> px < width - 1 ? at + 1 : -1;
                  case 2 -> at - width;
                  default -> at + width < size ? at + width : -1;
                };
            if (to < 0) {
              continue;
            }
            if (found[to] < 0 && labels[to] == labels[start]) {
              found[to] = regions;
              queue[filled++] = to;
            } else if (found[to] >= 0 && found[to] != regions) {
              neighbour = found[to];
            }
          }
        }
        if (filled < least && neighbour >= 0) {
          for (int i = 0; i < filled; i++) {
            found[queue[i]] = neighbour;
          }
        } else {
          regions++;
        }
      }
      return described(found, regions);
    }

    private Regions described(int[] found, int regions) {
      double[] sums = new double[3 * regions];
      double[] areas = new double[regions];
      for (int i = 0; i < found.length; i++) {
        int r = found[i];
        sums[3 * r] += l[i];
        sums[3 * r + 1] += a[i];
        sums[3 * r + 2] += b[i];
        areas[r]++;
      }
      Lab[] colours = new Lab[regions];
      for (int r = 0; r < regions; r++) {
        colours[r] =
            new Lab(sums[3 * r] / areas[r], sums[3 * r + 1] / areas[r], sums[3 * r + 2] / areas[r]);
      }
      return new Regions(height, width, found, colours, areas);
    }
  }
}
