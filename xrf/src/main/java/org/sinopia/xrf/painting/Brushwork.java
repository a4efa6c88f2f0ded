package org.sinopia.xrf.painting;

import org.sinopia.xrf.RandomStream;

/**
 * Paints a scene with strokes of a brush: coarse ones first, finer ones where they are still wrong,
 * each along the edges of the scene (A. Hertzmann (1998), "Painterly rendering with curved brush
 * strokes of multiple sizes", SIGGRAPH). A stroke carries one colour, slightly off, and leaves the
 * ridges of its bristles, which then catch the light.
 */
final class Brushwork {

  /**
   * How a hand paints.
   *
   * @param coarsest radius of the largest brush, in units of the picture's height
   * @param brushes number of brushes, each half as large as the one before
   * @param precision colour error, 0 to 1, above which a place is painted again
   * @param variety standard deviation of a stroke's colour from the one meant
   * @param relief how strongly the bristles' ridges catch the light, 0 to 1
   */
  record Hand(double coarsest, int brushes, double precision, double variety, double relief) {}

  // A finer brush than this leaves no stroke that can be told from a pixel.
  private static final double FINEST_PIXELS = 1.1;
  private static final int MAX_POINTS = 9;
  private static final double CURVATURE = 0.55;

  private final Hand hand;
  private final RandomStream random;
  private final int height;
  private final int width;
  private final double flow;
  private final float[] meant;
  private final float[] painted;
  private final float[] ridges;

  /**
   * A canvas before the first stroke.
   *
   * @param scene what is to be painted
   * @param ground colour of the primed canvas, r, g, b
   */
  Brushwork(Scene scene, Hand hand, int height, int width, float[] ground, RandomStream random) {
    this.hand = hand;
    this.random = random;
    this.height = height;
    this.width = width;
    this.flow = scene.flow();
    int pixels = height * width;
    this.meant = new float[3 * pixels];
    this.painted = new float[3 * pixels];
    this.ridges = new float[pixels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        var colour = scene.at((x + 0.5) / height, (y + 0.5) / height);
        int at = y * width + x;
        meant[at] = (float) colour.r();
        meant[pixels + at] = (float) colour.g();
        meant[2 * pixels + at] = (float) colour.b();
        for (int c = 0; c < 3; c++) {
          painted[c * pixels + at] = ground[c];
        }
      }
    }
  }

  /** All strokes, then the light on them: planes of r, g and b. */
  float[] paint() {
    double radius = hand.coarsest * height;
    for (int brush = 0; brush < hand.brushes && radius >= FINEST_PIXELS; brush++) {
      layer(radius, brush == 0 ? 0 : hand.precision);
      radius /= 2;
    }
    lightRidges();
    return painted;
  }

  private void layer(double radius, double precision) {
    float[] reference = Blur.gaussian(meant, height, width, 0.5 * radius);
    float[] luma = luma(reference);
    int step = Math.max(1, (int) Math.round(radius));
    int columns = Math.ceilDiv(width, step);
    int cells = Math.ceilDiv(height, step) * columns;
    int[] order = new int[cells];
    for (int i = 0; i < cells; i++) {
      int j = random.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    for (int cell : order) {
      int row = cell / columns * step;
      int column = cell % columns * step;
      int worst = worst(reference, row, column, step, precision);
      if (worst >= 0) {
        stroke(reference, luma, worst, radius);
      }
    }
  }

  /** The pixel of a cell that is farthest from its colour; −1 if the cell is right enough. */
  private int worst(float[] reference, int row, int column, int step, double precision) {
    double sum = 0;
    double most = -1;
    int worst = -1;
    int bottom = Math.min(height, row + step);
    int right = Math.min(width, column + step);
    for (int y = row; y < bottom; y++) {
      for (int x = column; x < right; x++) {
        double error = error(reference, y * width + x, painted, y * width + x);
        sum += error;
        if (error > most) {
          most = error;
          worst = y * width + x;
        }
      }
    }
    int pixels = (bottom - row) * (right - column);
    return sum >= precision * pixels ? worst : -1;
  }

  private double error(float[] first, int i, float[] second, int j) {
    int pixels = height * width;
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double d = first[c * pixels + i] - second[c * pixels + j];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  private float[] luma(float[] planes) {
    int pixels = height * width;
    float[] luma = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      luma[i] = (float) Tone.luma(planes[i], planes[pixels + i], planes[2 * pixels + i]);
    }
    return luma;
  }

  private void stroke(float[] reference, float[] luma, int start, double radius) {
    int pixels = height * width;
    double tint = hand.variety * gaussian();
    float[] colour = new float[3];
    for (int c = 0; c < 3; c++) {
      double off = tint + 0.5 * hand.variety * gaussian();
      colour[c] = Math.clamp((float) (reference[c * pixels + start] + off), 0f, 1f);
    }
    Noise bristles = new Noise(Integer.toUnsignedLong(random.word()));
    double x = start % width;
    int row = start / width;
    double y = row;
    double dx = 0;
    double dy = 0;
    double travelled = 0;
    for (int point = 0; point < MAX_POINTS; point++) {
      int at = index(x, y);
      double drift = error(reference, at, reference, start);
      if (point > 1 && drift > error(reference, at, painted, at) + 0.02) {
        return;
      }
      double gx = luma[index(x + 1, y)] - luma[index(x - 1, y)];
      double gy = luma[index(x, y + 1)] - luma[index(x, y - 1)];
      // Where the scene is flat the hand moves as it likes.
      double whim = 0.012 / radius;
      double nx = -gy + whim * StrictMath.cos(flow);
      double ny = gx + whim * StrictMath.sin(flow);
      double norm = Tone.length(nx, ny);
      nx /= norm;
      ny /= norm;
      if (dx * nx + dy * ny < 0) {
        nx = -nx;
        ny = -ny;
      }
      if (point > 0) {
        nx = CURVATURE * nx + (1 - CURVATURE) * dx;
        ny = CURVATURE * ny + (1 - CURVATURE) * dy;
        norm = Math.max(1e-6, Tone.length(nx, ny));
        nx /= norm;
        ny /= norm;
      }
      dx = nx;
      dy = ny;
      segment(x, y, dx, dy, radius, travelled, colour, bristles);
      travelled += radius;
      x += radius * dx;
      y += radius * dy;
      if (x < 0 || y < 0 || x >= width || y >= height) {
        return;
      }
    }
  }

  /** One length of a stroke, of the brush's radius, begun round. */
  private void segment(
      double x,
      double y,
      double dx,
      double dy,
      double radius,
      double travelled,
      float[] colour,
      Noise bristles) {
    int pixels = height * width;
    double reach = radius + 1;
    int left = (int) Math.max(0, Math.floor(Math.min(x, x + radius * dx) - reach));
    int right = (int) Math.min(width - 1, Math.ceil(Math.max(x, x + radius * dx) + reach));
    int top = (int) Math.max(0, Math.floor(Math.min(y, y + radius * dy) - reach));
    int bottom = (int) Math.min(height - 1, Math.ceil(Math.max(y, y + radius * dy) + reach));
    for (int py = top; py <= bottom; py++) {
      for (int px = left; px <= right; px++) {
        double along = (px - x) * dx + (py - y) * dy;
        double across = (py - y) * dx - (px - x) * dy;
        double beyond = along < 0 ? along : Math.max(0, along - radius);
        double distance = Tone.length(across, beyond);
        if (distance > reach) {
          continue;
        }
        double edge = Math.clamp(radius + 0.5 - distance, 0.0, 1.0);
        double bristle =
            bristles.fractal(
                across * 4 / Math.max(3, radius), 0.12 * (travelled + along) / radius, 2);
        // The brush runs dry towards the end, along its weaker bristles first.
        double dry = 0.42 * (travelled + along) / (MAX_POINTS * radius);
        double paint = edge * Tone.step(dry - 0.12, dry + 0.22, bristle);
        int at = py * width + px;
        for (int c = 0; c < 3; c++) {
          painted[c * pixels + at] += (float) (paint * (colour[c] - painted[c * pixels + at]));
        }
        double ridge = bristle + 0.25 * (distance / radius);
        ridges[at] += (float) (paint * (ridge - ridges[at]));
      }
    }
  }

  private void lightRidges() {
    int pixels = height * width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double slope = ridges[index(x + 1, y + 1)] - ridges[index(x - 1, y - 1)];
        float light = (float) (1 - hand.relief * Math.clamp(slope, -0.5, 0.5));
        for (int c = 0; c < 3; c++) {
          int at = c * pixels + y * width + x;
          painted[at] = Math.clamp(painted[at] * light, 0f, 1f);
        }
      }
    }
  }

  private int index(double x, double y) {
    int column = Math.clamp(Math.round(x), 0, width - 1);
    int row = Math.clamp(Math.round(y), 0, height - 1);
    return row * width + column;
  }

  /** A normal deviate (G. E. P. Box and M. E. Muller, 1958). */
  private double gaussian() {
    return Math.sqrt(-2 * StrictMath.log1p(-random.uniform()))
        * StrictMath.cos(2 * Math.PI * random.uniform());
  }
}
