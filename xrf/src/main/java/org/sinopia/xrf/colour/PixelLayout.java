package org.sinopia.xrf.colour;

/** Where the three components of a pixel lie in an array that holds a picture. */
public enum PixelLayout {
  /** Components of a pixel side by side: R, G, B, R, G, B, … */
  INTERLEAVED {
    @Override
    Srgb pixel(float[] picture, int index, int pixels) {
      return new Srgb(picture[3 * index], picture[3 * index + 1], picture[3 * index + 2]);
    }
  },
  /** One plane after another: all R, all G, all B, as tensors of shape 3×H×W hold a picture. */
  PLANAR {
    @Override
    Srgb pixel(float[] picture, int index, int pixels) {
      return new Srgb(picture[index], picture[pixels + index], picture[2 * pixels + index]);
    }
  };

  abstract Srgb pixel(float[] picture, int index, int pixels);
}
