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
    int height = scan.header().height();
    int width = scan.header().width();
    float[] planes = new float[3 * height * width];
    int rows = Math.max(1, BATCH / width);
    try (Scope lasting = Scope.open(device);
        Scope step = Scope.open(device)) {
      Tensor weight = lasting.of(logRates, offsets.length, bins);
      Tensor bias = lasting.of(offsets, offsets.length);
      for (int row = 0; row < height; row += rows) {
        Tile tile = new Tile(row, 0, Math.min(rows, height - row), width);
        float[] counts = new float[(int) tile.pixels() * bins];
        scan.readFloats(tile, counts);
        step.rewind();
        Tape tape = Tape.inference(step, 0);
        float[] logs =
            Linear.of(
                    tape.constant(step.of(counts, (int) tile.pixels(), bins)),
                    tape.constant(weight),
                    tape.constant(bias))
                .value()
                .toFloats();
        for (int i = 0; i < tile.pixels(); i++) {
          put(logs, i, planes, row * width + i);
        }
      }
    }
    return Picture.clamped(height, width, planes);
  }

  private void put(float[] logs, int row, float[] planes, int pixel) {
    int stacks = offsets.length;
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < stacks; j++) {
      most = Math.max(most, logs[row * stacks + j]);
    }
    double sum = 0;
    double r = 0;
    double g = 0;
    double b = 0;
    for (int j = 0; j < stacks; j++) {
      double weight = StrictMath.exp(logs[row * stacks + j] - most);
      Srgb colour = colours.get(j);
      sum += weight;
      r += weight * colour.r();
      g += weight * colour.g();
      b += weight * colour.b();
    }
    int pixels = planes.length / 3;
    planes[pixel] = (float) (r / sum);
    planes[pixels + pixel] = (float) (g / sum);
    planes[2 * pixels + pixel] = (float) (b / sum);
  }
}
