package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sinopia.nn.metric.ImageQuality;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.PixelLayout;
import org.sinopia.xrf.picture.Picture;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia metrics}: how alike two pictures are. */
@Command(name = "metrics", description = "How alike two pictures of one size are.")
final class MetricsCommand implements Callable<Integer> {
  /** The smallest side that each number of scales takes is this, doubled for each but one. */
  private static final int WINDOW = 11;

  @Parameters(paramLabel = "PREDICTION", description = "PNG, JPEG or TIFF, without transparency.")
  private Path prediction;

  @Parameters(paramLabel = "TARGET", description = "Another of the same size.")
  private Path target;

  @Option(
      names = "--scales",
      defaultValue = "5",
      description = "Scales of MS-SSIM, 1 to 5 (${DEFAULT-VALUE}); fewer for small pictures.")
  private int scales;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /**
   * The numbers.
   *
   * @param psnr in dB; null (infinite) for equal pictures
   * @param deltaE mean CIEDE2000 over pixels
   * @param deltaE95 its 95th percentile
   */
  private record Likeness(
      double redmean,
      double ssim,
      double msSsim,
      double uiqi,
      Double psnr,
      double deltaE,
      double deltaE95) {}

  @Override
  public Integer call() throws IOException {
    Picture a = Picture.read(prediction);
    Picture b = Picture.read(target);
    check(a, b);
    Likeness likeness = compare(a, b);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(likeness));
    } else {
      out.printf(Locale.ROOT, "redmean   %.6f%n", likeness.redmean());
      out.printf(Locale.ROOT, "SSIM      %.6f%n", likeness.ssim());
      out.printf(Locale.ROOT, "MS-SSIM   %.6f%n", likeness.msSsim());
      out.printf(Locale.ROOT, "UIQI      %.6f%n", likeness.uiqi());
      out.printf(
          Locale.ROOT,
          "PSNR      %s%n",
          likeness.psnr() == null ? "infinite" : "%.3f dB".formatted(likeness.psnr()));
      out.printf(
          Locale.ROOT,
          "dE00      %.4f mean, %.4f 95th percentile%n",
          likeness.deltaE(),
          likeness.deltaE95());
    }
    return ExitCode.OK;
  }

  private void check(Picture a, Picture b) {
    if (scales < 1 || scales > 5) {
      throw new IllegalArgumentException("--scales: " + scales + ", expected 1 to 5");
    }
    if (a.height() != b.height() || a.width() != b.width()) {
      throw new IllegalArgumentException(
          prediction + ": " + size(a) + " pixels, expected " + size(b) + " as " + target);
    }
    int side = WINDOW << (scales - 1);
    if (Math.min(a.height(), a.width()) < side) {
      throw new IllegalArgumentException(
          prediction
              + ": "
              + size(a)
              + " pixels, expected at least "
              + side
              + " a side for "
              + scales
              + " scales of MS-SSIM; --scales takes fewer");
    }
  }

  private static String size(Picture picture) {
    return picture.width() + " x " + picture.height();
  }

  private Likeness compare(Picture a, Picture b) {
    try (Scope scope = Scope.open(device.device())) {
      Tensor x = scope.of(a.planes(), 1, 3, a.height(), a.width());
      Tensor y = scope.of(b.planes(), 1, 3, b.height(), b.width());
      float[] differences = new float[a.height() * a.width()];
      Ciede2000.differences(a.planes(), b.planes(), PixelLayout.PLANAR, differences);
      double sum = 0;
      for (float difference : differences) {
        sum += difference;
      }
      Arrays.sort(differences);
      double psnr = ImageQuality.psnr(x, y)[0];
      return new Likeness(
          ImageQuality.redmean(x, y)[0],
          ImageQuality.ssim(x, y)[0],
          ImageQuality.msSsim(x, y, scales)[0],
          ImageQuality.uiqi(x, y)[0],
          Double.isInfinite(psnr) ? null : psnr,
          sum / differences.length,
          percentile95(differences));
    }
  }

  /** Between the two nearest of the sorted values, in proportion. */
  private static double percentile95(float[] sorted) {
    double at = 0.95 * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
