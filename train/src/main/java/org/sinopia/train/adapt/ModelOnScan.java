package org.sinopia.train.adapt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.op.Mmd;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;

/**
 * A model's results on a scan, and on synthetic scans with known truth.
 *
 * @param measured in numbers
 * @param scan of the scan, as a picture
 */
record ModelOnScan(Measured measured, ScanRecolouring.Result scan) {
  /** Latents that the distance of domains is measured by, of each. */
  private static final int SAMPLE = 1024;

  /**
   * Numbers of a model.
   *
   * @param deltaE mean CIEDE2000 over synthetic paintings that were not trained on
   * @param msSsim of the same
   * @param discrepancy squared maximum mean discrepancy of the scan's latents from those
   *     paintings', standardised by the latter; 0 if they cannot be told apart
   * @param foreign share of the scan's pixels that the model calls foreign; null if unmeasured
   */
  public record Measured(double deltaE, double msSsim, double discrepancy, Double foreign) {}

  /**
   * A scan by a model.
   *
   * @param name of it, for messages
   */
  static ScanRecolouring.Result recoloured(
      ModelFolder embedder,
      ModelFolder recolourer,
      DataCube cube,
      String name,
      MissingPixels missing,
      Device device)
      throws IOException {
    try (ScanRecolouring recolouring =
        ScanRecolouring.open(embedder, recolourer, device, TiledRecolourer.DEFAULT_TILE)) {
      return recolouring.recolour(cube, name, missing, done -> {}, done -> {});
    }
  }

  /**
   * Measures.
   *
   * @param paintings at least one
   * @param scan the scan by the same model
   */
  static ModelOnScan of(
      ModelFolder embedder,
      ModelFolder recolourer,
      Collection<SyntheticPainting> paintings,
      ScanRecolouring.Result scan,
      MissingPixels missing,
      Device device)
      throws IOException {
    int dimensions = embedder.embedder().config().latent();
    try (ScanRecolouring recolouring =
        ScanRecolouring.open(embedder, recolourer, device, TiledRecolourer.DEFAULT_TILE)) {
      List<ImageMetrics> all = new ArrayList<>();
      List<float[]> synthetic = new ArrayList<>();
      int share = Math.ceilDiv(SAMPLE, paintings.size());
      for (SyntheticPainting painting : paintings) {
        ScanRecolouring.Result result =
            recolouring.recolour(
                painting.cube(),
                painting.name(),
                MissingPixels.none(painting.picture().height(), painting.picture().width()),
                done -> {},
                done -> {});
        int side = Math.min(painting.picture().height(), painting.picture().width());
        all.add(
            ImageMetrics.of(
                result.picture(), painting.picture(), ImageMetrics.scales(side), device));
        synthetic.addAll(sample(result.latent(), dimensions, share, null));
      }
      List<float[]> real = sample(scan.latent(), dimensions, SAMPLE, missing);
      ImageMetrics mean = ImageMetrics.mean(all);
      return new ModelOnScan(
          new Measured(
              mean.deltaE(),
              mean.msSsim(),
              discrepancy(synthetic, real, dimensions),
              scan.judgement().map(ScanRecolouring.Judgement::foreignShare).orElse(null)),
          scan);
    }
  }

  private static List<float[]> sample(
      LatentImage latent, int dimensions, int most, MissingPixels missing) {
    int[] valid =
        IntStream.range(0, latent.pixels())
            .filter(
                i -> missing == null || !missing.isMissing(i / latent.width(), i % latent.width()))
            .toArray();
    int step = Math.max(1, Math.ceilDiv(valid.length, most));
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < valid.length; i += step) {
      float[] row = new float[dimensions];
      for (int d = 0; d < dimensions; d++) {
        row[d] = latent.values()[d * latent.pixels() + valid[i]];
      }
      rows.add(row);
    }
    return rows;
  }

  /** Standardised, for a model that merely shrinks its latents brings nothing nearer. */
  private static double discrepancy(List<float[]> synthetic, List<float[]> real, int dimensions) {
    double[] mean = new double[dimensions];
    double[] square = new double[dimensions];
    for (float[] row : synthetic) {
      for (int d = 0; d < dimensions; d++) {
        mean[d] += row[d] / synthetic.size();
      }
    }
    for (float[] row : synthetic) {
      for (int d = 0; d < dimensions; d++) {
        square[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / synthetic.size();
      }
    }
    try (Scope scope = Scope.open(Device.cpu())) {
      Tape tape = Tape.inference(scope, 0);
      return Mmd.of(
              tape.constant(scope.of(flat(synthetic, mean, square), synthetic.size(), dimensions)),
              tape.constant(scope.of(flat(real, mean, square), real.size(), dimensions)))
          .value()
          .item();
    }
  }

  private static float[] flat(List<float[]> rows, double[] mean, double[] square) {
    float[] flat = new float[rows.size() * mean.length];
    for (int i = 0; i < rows.size(); i++) {
      for (int d = 0; d < mean.length; d++) {
        double deviation = Math.max(Math.sqrt(square[d]), Float.MIN_NORMAL);
        flat[i * mean.length + d] = (float) ((rows.get(i)[d] - mean[d]) / deviation);
      }
    }
    return flat;
  }
}
