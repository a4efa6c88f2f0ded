package org.sinopia.xrf.picture;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.file.Path;
import org.sinopia.xrf.colour.LinearRgb;
import org.sinopia.xrf.colour.Srgb;

/** Converts samples of other colour spaces to sRGB. */
final class StoredColours {

  /** White of the ICC's connection space, D50. */
  private static final double[] D50 = {0.96422, 1, 0.82521};

  /** From XYZ of D50 to linear sRGB of D65, adapted as Bradford does (Lindbloom). */
  private static final double[][] TO_SRGB = {
    {3.1338561, -1.6168667, -0.4906146},
    {-0.9787684, 1.9161415, 0.0334540},
    {0.0719453, -0.2289914, 1.4052427}
  };

  private static final int PROBES = 4;
  private static final float SAME = 1.6f / 255;

  private StoredColours() {}

  /**
   * Whether a profile's colours are sRGB's to within a step or two of 255, so that samples stay as
   * they are: told by the colours, not by the name, as that of linear sRGB holds it as well.
   */
  static boolean isSrgb(byte[] profile) {
    try {
      ICC_ColorSpace from = new ICC_ColorSpace(ICC_Profile.getInstance(profile));
      if (from.getNumComponents() != 3) {
        return false;
      }
      for (int i = 0; i < PROBES * PROBES * PROBES; i++) {
        int[] steps = {i % PROBES, i / PROBES % PROBES, i / (PROBES * PROBES)};
        float[] probe = new float[steps.length];
        for (int c = 0; c < probe.length; c++) {
          probe[c] = steps[c] / (PROBES - 1f);
        }
        float[] srgb = from.toRGB(probe);
        for (int c = 0; c < srgb.length; c++) {
          if (Math.abs(srgb[c] - probe[c]) > SAME) {
            return false;
          }
        }
      }
      return true;
    } catch (RuntimeException _) {
      // Conversion says what is wrong.
      return false;
    }
  }

  /**
   * Samples under a colour profile as sRGB.
   *
   * @param raster of 1 or 3 bands of 8 or 16 bits
   * @return three planes, each component from 0 to 1
   * @throws PictureFormatException if the profile is damaged or of other colours
   */
  static float[] converted(Path file, Raster raster, byte[] profile) throws PictureFormatException {
    int height = raster.getHeight();
    int width = raster.getWidth();
    try {
      ICC_ColorSpace from = new ICC_ColorSpace(ICC_Profile.getInstance(profile));
      if (from.getNumComponents() != raster.getNumBands()) {
        throw new PictureFormatException(
            file,
            "has a colour profile of %d components and %d per pixel"
                .formatted(from.getNumComponents(), raster.getNumBands()));
      }
      WritableRaster target =
          Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, width, height, 3, null);
      new ColorConvertOp(from, ColorSpace.getInstance(ColorSpace.CS_sRGB), null)
          .filter(raster, target);
      float[] planes = new float[3 * height * width];
      int[] row = new int[width];
      for (int plane = 0; plane < 3; plane++) {
        for (int y = 0; y < height; y++) {
          target.getSamples(0, y, width, 1, plane, row);
          for (int x = 0; x < width; x++) {
            planes[(plane * height + y) * width + x] = row[x] / 65535f;
          }
        }
      }
      return planes;
    } catch (RuntimeException e) {
      throw new PictureFormatException(file, "has a colour profile that is damaged", e);
    }
  }

  /**
   * CIE L*a*b* of D50 as TIFF stores it: L* of 0 to 100 unsigned over all bits, a* and b* signed in
   * ones, with 16 bits in 256ths.
   *
   * @return three planes of sRGB, each component from 0 to 1
   */
  static float[] ofLab(Raster raster) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int bits = raster.getSampleModel().getSampleSize(0);
    float[] planes = new float[3 * height * width];
    int[] pixel = new int[raster.getNumBands()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.getPixel(x, y, pixel);
        Srgb colour =
            srgb(
                pixel[0] * 100.0 / ((1L << bits) - 1),
                bits == 8 ? (byte) pixel[1] : (short) pixel[1] / 256.0,
                bits == 8 ? (byte) pixel[2] : (short) pixel[2] / 256.0);
        int at = y * width + x;
        planes[at] = (float) Math.clamp(colour.r(), 0.0, 1.0);
        planes[height * width + at] = (float) Math.clamp(colour.g(), 0.0, 1.0);
        planes[2 * height * width + at] = (float) Math.clamp(colour.b(), 0.0, 1.0);
      }
    }
    return planes;
  }

  private static Srgb srgb(double lightness, double a, double b) {
    double y = (lightness + 16) / 116;
    double[] xyz = {D50[0] * cube(y + a / 500), D50[1] * cube(y), D50[2] * cube(y - b / 200)};
    double[] rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        rgb[i] += TO_SRGB[i][j] * xyz[j];
      }
    }
    return new LinearRgb(
            Math.clamp(rgb[0], 0.0, 1.0),
            Math.clamp(rgb[1], 0.0, 1.0),
            Math.clamp(rgb[2], 0.0, 1.0))
        .toSrgb();
  }

  /** The inverse of CIELAB's companding. */
  private static double cube(double t) {
    return t > 6.0 / 29 ? t * t * t : 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0 / 29);
  }
}
