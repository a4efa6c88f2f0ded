package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sinopia.train.inference.Likeness;
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

  @Override
  public Integer call() throws IOException {
    Picture a = Picture.read(prediction);
    Picture b = Picture.read(target);
    check(a, b);
    Likeness likeness = Likeness.of(a, b, scales, device.device());
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
    if (scales < 1 || scales > Likeness.MAX_SCALES) {
      throw new IllegalArgumentException("--scales: " + scales + ", expected 1 to 5");
    }
    if (a.height() != b.height() || a.width() != b.width()) {
      throw new IllegalArgumentException(
          prediction + ": " + size(a) + " pixels, expected " + size(b) + " as " + target);
    }
    int side = Likeness.smallestSide(scales);
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
}
