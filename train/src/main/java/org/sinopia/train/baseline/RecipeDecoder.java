package org.sinopia.train.baseline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.op.Linear;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.SyntheticCube;

/**
 * The best that can be told of a pixel by one who knows what paint there might be, and how the
 * instrument sees it: the mean colour over all kinds of paint that some paintings consist of,
 * weighed by their share of those paintings and by how probable they make the pixel's counts, which
 * are Poisson's.
 */
public final class RecipeDecoder {
  private static final int BATCH = 1024;

  /** Pixels times kinds of paint that are in memory at a time. */
  private static final int BAND = 1 << 25;

  private static final double DARK = 1e-9;
  private static final double HALF_A_PIXEL = 0.5;

  private final int bins;
  private final float[] logRates;
  private final float[] offsets;
  private final List<Srgb> colours;

  /**
   * Decodes by the paint of some paintings.
   *
   * @param paintings at least one, as one instrument sees them
   */
  public RecipeDecoder(List<KnownPaint> paintings) {
    bins = paintings.getFirst().spectra().getFirst().length;
    int kinds = paintings.stream().mapToInt(paint -> paint.spectra().size()).sum();
    logRates = new float[kinds * bins];
    offsets = new float[kinds];
    colours = new ArrayList<>();
    for (KnownPaint paint : paintings) {
      for (int kind = 0; kind < paint.spectra().size(); kind++) {
        int j = colours.size();
        double[] spectrum = paint.spectra().get(kind);
        double total = 0;
        for (int bin = 0; bin < bins; bin++) {
          total += spectrum[bin];
          logRates[j * bins + bin] = (float) StrictMath.log(Math.max(spectrum[bin], DARK));
        }
        double share = Math.max(paint.pixels().get(kind), HALF_A_PIXEL);
        offsets[j] = (float) (StrictMath.log(share) - total);
        colours.add(paint.colours().get(kind));
      }
    }
  }

  /** The picture of a scan, each pixel by itself. */
  public Picture picture(SyntheticCube scan, Device device) throws IOException {
    return picture(scan, BATCH, 0, device);
  }

  /** The picture of a scan, where neighbours are taken to have the same paint, see there. */
  public Picture pictureByNeighbours(SyntheticCube scan, Device device) throws IOException {
    return picture(scan, BAND / offsets.length, NeighbourPrior.REACH, device);
  }

  /**
   * The picture of a scan, band by band.
   *
   * @param pixels of a band, about
   * @param reach how many rows above and below a band tell of its paint
   */
  private Picture picture(SyntheticCube scan, int pixels, int reach, Device device)
      throws IOException {
    int height = scan.header().height();
    int width = scan.header().width();
    float[] planes = new float[3 * height * width];
    int rows = Math.max(1, pixels / width);
    try (Scope lasting = Scope.open(device);
        Scope step = Scope.open(device)) {
      Tensor weight = lasting.of(logRates, offsets.length, bins);
      Tensor bias = lasting.of(offsets, offsets.length);
      for (int row = 0; row < height; row += rows) {
        int top = Math.max(0, row - reach);
        int bottom = Math.min(height, row + rows + reach);
        float[] logs = new float[(bottom - top) * width * offsets.length];
        int batch = Math.max(1, BATCH / width);
        for (int from = top; from < bottom; from += batch) {
          Tile tile = new Tile(from, 0, Math.min(batch, bottom - from), width);
          step.rewind();
          float[] found = logs(scan, tile, weight, bias, step);
          System.arraycopy(found, 0, logs, (from - top) * width * offsets.length, found.length);
        }
        float[] weights =
            new NeighbourPrior(bottom - top, width, offsets.length)
                .marginals(logs, reach > 0 ? NeighbourPrior.REACH : 0);
        int count = Math.min(rows, height - row) * width;
        for (int i = 0; i < count; i++) {
          put(weights, (row - top) * width + i, planes, row * width + i);
        }
      }
    }
    return Picture.clamped(height, width, planes);
  }

  /** [pixels, kinds], the log of share and likelihood, up to a number for each pixel. */
  private float[] logs(SyntheticCube scan, Tile tile, Tensor weight, Tensor bias, Scope step)
      throws IOException {
    int pixels = (int) tile.pixels();
    float[] counts = new float[pixels * bins];
    scan.readFloats(tile, counts);
    Tape tape = Tape.inference(step, 0);
    return Linear.of(
            tape.constant(step.of(counts, pixels, bins)),
            tape.constant(weight),
            tape.constant(bias))
        .value()
        .toFloats();
  }

  private void put(float[] weights, int row, float[] planes, int pixel) {
    double r = 0;
    double g = 0;
    double b = 0;
    for (int j = 0; j < offsets.length; j++) {
      double weight = weights[row * offsets.length + j];
      Srgb colour = colours.get(j);
      r += weight * colour.r();
      g += weight * colour.g();
      b += weight * colour.b();
    }
    int pixels = planes.length / 3;
    planes[pixel] = (float) r;
    planes[pixels + pixel] = (float) g;
    planes[2 * pixels + pixel] = (float) b;
  }
}
