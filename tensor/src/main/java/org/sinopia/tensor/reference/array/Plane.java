package org.sinopia.tensor.reference.array;

import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.GaussianWindow;

/** One channel of one image of a tensor [B, C, H, W], read beyond its border by reflection. */
public final class Plane {
  private final double[] pixels;
  private final int height;
  private final int width;

  private Plane(int height, int width) {
    this.pixels = new double[height * width];
    this.height = height;
    this.width = width;
  }

  /** The channels of the images, in order: channel c of image b is number b·C + c. */
  public static Plane[] of(Tensor images) {
    Reals values = new Reals(images);
    Plane[] planes = blank(images);
    for (int p = 0; p < planes.length; p++) {
      double[] pixels = planes[p].pixels;
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = values.at(p * pixels.length + i);
      }
    }
    return planes;
  }

  /** A plane of zeros for each channel. */
  public static Plane[] blank(Tensor images) {
    Plane[] planes = new Plane[images.shape().elements(0, 2)];
    for (int p = 0; p < planes.length; p++) {
      planes[p] = new Plane(images.shape().extent(2), images.shape().extent(3));
    }
    return planes;
  }

  public static void store(Plane[] planes, Tensor images) {
    Reals values = new Reals(images);
    int i = 0;
    for (Plane plane : planes) {
      for (double pixel : plane.pixels) {
        values.set(i++, pixel);
      }
    }
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public double at(int row, int column) {
    return pixels[index(row, column)];
  }

  public void add(int row, int column, double value) {
    pixels[index(row, column)] += value;
  }

  private int index(int row, int column) {
    return GaussianWindow.reflect(row, height) * width + GaussianWindow.reflect(column, width);
  }

  /** Zeros, as large as this one. */
  public Plane blank() {
    return new Plane(height, width);
  }

  /** Means of 2×2 pixels; an odd last row or column is left out. */
  public Plane halved() {
    Plane half = new Plane(height / 2, width / 2);
    for (int r = 0; r < half.height; r++) {
      for (int c = 0; c < half.width; c++) {
        half.pixels[r * half.width + c] =
            (pixels[2 * r * width + 2 * c]
                    + pixels[2 * r * width + 2 * c + 1]
                    + pixels[(2 * r + 1) * width + 2 * c]
                    + pixels[(2 * r + 1) * width + 2 * c + 1])
                / 4;
      }
    }
    return half;
  }

  /** Adds a quarter of each pixel of {@code half} to the four that it is the mean of. */
  public void addHalvedBackward(Plane half) {
    for (int r = 0; r < 2 * half.height; r++) {
      for (int c = 0; c < 2 * half.width; c++) {
        pixels[r * width + c] += half.pixels[r / 2 * half.width + c / 2] / 4;
      }
    }
  }
}
