package org.sinopia.train.data.pairs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.sinopia.xrf.RandomStream;

/**
 * Which points of a picture the pixels of a square crop show: an affine map. The pixel in column u
 * and row v of the crop shows the point at column {@code x0 + xu·u + xv·v} and row {@code y0 + yu·u
 * + yv·v}, counted from the centre of the picture's upper left pixel.
 *
 * @param side pixels of the crop's side
 */
record CropMap(int side, double x0, double xu, double xv, double y0, double yu, double yv) {

  /**
   * Draws a map.
   *
   * @param height of the picture
   * @param width of the picture
   * @param side of the crop
   */
  static CropMap draw(AugmentationConfig config, int height, int width, int side, RandomStream r) {
    boolean mirrored = happens(config.flip(), r);
    int turns = happens(config.quarterTurn(), r) ? 1 + r.below(3) : 0;
    double sx = 1;
    double sy = 1;
    if (happens(config.zoom(), r)) {
      double zoom =
          StrictMath.exp(
              r.between(StrictMath.log(config.leastZoom()), StrictMath.log(config.mostZoom())));
      double root = StrictMath.exp(r.between(-0.5, 0.5) * StrictMath.log(config.stretch()));
      sx = zoom * root;
      sy = zoom / root;
    }
    double[] small = {1, 0, 0, 1};
    if (happens(config.affine(), r)) {
      double angle = Math.toRadians(config.rotation()) * r.between(-1, 1);
      double shear = config.shear() * r.between(-1, 1);
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      small = new double[] {cos, shear * cos - sin, sin, shear * sin + cos};
    }
    double[] turned = quarterTurns(turns);
    if (mirrored) {
      turned[0] = -turned[0];
      turned[2] = -turned[2];
    }
    double xu = sx * (small[0] * turned[0] + small[1] * turned[2]);
    double xv = sx * (small[0] * turned[1] + small[1] * turned[3]);
    double yu = sy * (small[2] * turned[0] + small[3] * turned[2]);
    double yv = sy * (small[2] * turned[1] + small[3] * turned[3]);
    // Where the crop lies is a whole number of pixels, so that plain crops copy pixels exactly.
    double left = corner(width, (int) Math.ceil(sx * side), r);
    double top = corner(height, (int) Math.ceil(sy * side), r);
    double half = (side - 1) / 2.0;
    double cx = left + (Math.ceil(sx * side) - 1) / 2;
    double cy = top + (Math.ceil(sy * side) - 1) / 2;
    return new CropMap(side, cx - (xu + xv) * half, xu, xv, cy - (yu + yv) * half, yu, yv);
  }

  private static boolean happens(double probability, RandomStream r) {
    return r.uniform() < probability;
  }

  /** Where a part of a side begins: anywhere inside, or in the middle if it is the longer one. */
  private static double corner(int whole, int part, RandomStream r) {
    double uniform = r.uniform();
    return part <= whole ? Math.floor(uniform * (whole - part + 1)) : -((part - whole) / 2);
  }

  private static double[] quarterTurns(int turns) {
    return switch (turns) {
      case 0 -> new double[] {1, 0, 0, 1};
      case 1 -> new double[] {0, -1, 1, 0};
      case 2 -> new double[] {-1, 0, 0, -1};
      default -> new double[] {0, 1, -1, 0};
    };
  }

  /**
   * Fills a crop: bilinear between pixels, reflected at the border with the edge not repeated.
   *
   * @param planes [channels, height, width]
   * @param crop receives [channels, side, side] from number {@code at}
   */
  void apply(float[] planes, int channels, int height, int width, MemorySegment crop, long at) {
    int pixels = height * width;
    long out = at;
    int area = side * side;
    for (int v = 0; v < side; v++) {
      for (int u = 0; u < side; u++) {
        double x = x0 + xu * u + xv * v;
        double y = y0 + yu * u + yv * v;
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float fx = (float) (x - left);
        float fy = (float) (y - top);
        int x1 = reflected(left, width);
        int x2 = reflected(left + 1, width);
        int row1 = reflected(top, height) * width;
        int row2 = reflected(top + 1, height) * width;
        for (int c = 0; c < channels; c++) {
          int plane = c * pixels;
          float above = mix(planes[plane + row1 + x1], planes[plane + row1 + x2], fx);
          float below = mix(planes[plane + row2 + x1], planes[plane + row2 + x2], fx);
          crop.setAtIndex(ValueLayout.JAVA_FLOAT, out + (long) c * area, mix(above, below, fy));
        }
        out++;
      }
    }
  }

  private static float mix(float a, float b, float fraction) {
    return fraction == 0 ? a : a + fraction * (b - a);
  }

  /** The pixel that continues a row of {@code n} at index {@code i}. */
  private static int reflected(int i, int n) {
    if (i >= 0 && i < n) {
      return i;
    }
    if (n == 1) {
      return 0;
    }
    int period = 2 * (n - 1);
    int within = Math.floorMod(i, period);
    return Math.min(within, period - within);
  }
}
