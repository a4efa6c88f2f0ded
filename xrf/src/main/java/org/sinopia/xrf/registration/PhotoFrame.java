package org.sinopia.xrf.registration;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.picture.Picture;

/**
 * Maps and pictures of a scan, drawn over its photograph: each pixel of the photograph takes what
 * the scan has there, between four pixels by their distances, or the mean where it covers several.
 * Missing pixels of the scan have no part in their neighbours.
 */
public final class PhotoFrame {

  private final int height;
  private final int width;
  private final Affine back;
  private final int samples;

  /**
   * A frame.
   *
   * @param height rows of the photograph
   * @param width its columns
   * @param scanToPhoto where the scan lies in it
   * @throws IllegalArgumentException if the map takes the scan to a line
   */
  public PhotoFrame(int height, int width, Affine scanToPhoto) {
    this.height = height;
    this.width = width;
    this.back = scanToPhoto.inverse();
    this.samples = (int) Math.clamp(Math.ceil(Math.max(back.scaleX(), back.scaleY())), 1, 64);
  }

  /** A map over the photograph: NaN beyond the scan and where it is missing. */
  public ElementMap of(ElementMap map) {
    float[] values = map.counts();
    float[] known = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      known[i] = Float.isNaN(values[i]) ? 0 : 1;
      values[i] = Float.isNaN(values[i]) ? 0 : values[i];
    }
    float[][] drawn =
        drawn(new PlaneStack(map.height(), map.width(), new float[][] {values}, known));
    for (int i = 0; i < drawn[0].length; i++) {
      drawn[0][i] = drawn[1][i] > 0 ? drawn[0][i] : Float.NaN;
    }
    return map.on(height, width, drawn[0]);
  }

  /** A picture over the photograph, and which pixels it covers. */
  public Drawn of(Picture picture, Picture.Transparent missing) {
    int pixels = picture.height() * picture.width();
    float[][] planes = new float[3][pixels];
    float[] known = new float[pixels];
    for (int p = 0; p < planes.length; p++) {
      System.arraycopy(picture.planes(), p * pixels, planes[p], 0, pixels);
    }
    for (int i = 0; i < pixels; i++) {
      known[i] = missing.at(i / picture.width(), i % picture.width()) ? 0 : 1;
    }
    float[][] drawn = drawn(new PlaneStack(picture.height(), picture.width(), planes, known));
    float[] joined = new float[3 * height * width];
    for (int p = 0; p < planes.length; p++) {
      System.arraycopy(drawn[p], 0, joined, p * height * width, height * width);
    }
    float[] covered = drawn[planes.length];
    return new Drawn(
        Picture.clamped(height, width, joined),
        (row, column) -> !(covered[row * width + column] > 0));
  }

  /** A picture in the photograph's size, and where it does not reach. */
  public record Drawn(Picture picture, Picture.Transparent outside) {}

  /** All planes, and last 1 where there is something. */
  private float[][] drawn(PlaneStack scan) {
    int planes = scan.count();
    float[][] drawn = new float[planes + 1][height * width];
    IntStream.range(0, height)
        .parallel()
        .forEach(
            y -> {
              double[] values = new double[planes];
              double[] sums = new double[planes];
              for (int x = 0; x < width; x++) {
                Arrays.fill(sums, 0);
                int found = 0;
                for (int s = 0; s < samples * samples; s++) {
                  int down = s / samples;
                  double px = x + (s % samples + 0.5) / samples - 0.5;
                  double py = y + (down + 0.5) / samples - 0.5;
                  if (scan.at(back.x(px, py), back.y(px, py), values)) {
                    found++;
                    for (int p = 0; p < planes; p++) {
                      sums[p] += values[p];
                    }
                  }
                }
                int at = y * width + x;
                if (2 * found >= samples * samples) {
                  for (int p = 0; p < planes; p++) {
                    drawn[p][at] = (float) (sums[p] / found);
                  }
                  drawn[planes][at] = 1;
                }
              }
            });
    return drawn;
  }
}
