package org.sinopia.train.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import org.sinopia.nn.metric.ImageQuality;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.PixelLayout;
import org.sinopia.xrf.picture.Picture;

/**
 * How alike two pictures of one size are.
 *
 * @param redmean mean redmean distance; 0 if equal
 * @param ssim structural similarity; 1 if equal
 * @param msSsim its multi-scale form
 * @param uiqi universal image quality index
 * @param psnr in dB; null (infinite) for equal pictures
 * @param deltaE mean CIEDE2000 over pixels
 * @param deltaE95 its 95th percentile
 */
public record ImageMetrics(
    double redmean,
    double ssim,
    double msSsim,
    double uiqi,
    Double psnr,
    double deltaE,
    @JsonProperty("delta_e_95") double deltaE95) {
  /** The smallest side that one scale of MS-SSIM takes; each more doubles it. */
  private static final int WINDOW = 11;

  /** The most scales of MS-SSIM. */
  public static final int MAX_SCALES = 5;

  /** The smallest side that a number of scales of MS-SSIM takes, in pixels. */
  public static int smallestSide(int scales) {
    return WINDOW << (scales - 1);
  }

  /** The most scales of MS-SSIM, up to five, that a picture's shorter side takes; 0 if none. */
  public static int scales(int side) {
    int scales = 0;
    while (scales < MAX_SCALES && side >= smallestSide(scales + 1)) {
      scales++;
    }
    return scales;
  }

  /**
   * Compares.
   *
   * @param scales of MS-SSIM, 1 to 5; the shorter side is at least {@link #smallestSide}
   */
  public static ImageMetrics of(Picture a, Picture b, int scales, Device device) {
    float[] differences = new float[a.height() * a.width()];
    Ciede2000.differences(a.planes(), b.planes(), PixelLayout.PLANAR, differences);
    double sum = 0;
    for (float difference : differences) {
      sum += difference;
    }
    Arrays.sort(differences);
    try (Scope scope = Scope.open(device)) {
      Tensor x = scope.of(a.planes(), 1, 3, a.height(), a.width());
      Tensor y = scope.of(b.planes(), 1, 3, b.height(), b.width());
      double psnr = ImageQuality.psnr(x, y)[0];
      return new ImageMetrics(
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

  /** The mean of each number; that of PSNR is infinite if one is. At least one likeness. */
  public static ImageMetrics mean(Collection<ImageMetrics> all) {
    boolean infinite = all.stream().anyMatch(l -> l.psnr() == null);
    return new ImageMetrics(
        mean(all, ImageMetrics::redmean),
        mean(all, ImageMetrics::ssim),
        mean(all, ImageMetrics::msSsim),
        mean(all, ImageMetrics::uiqi),
        infinite ? null : Double.valueOf(mean(all, ImageMetrics::psnr)),
        mean(all, ImageMetrics::deltaE),
        mean(all, ImageMetrics::deltaE95));
  }

  private static double mean(Collection<ImageMetrics> all, ToDoubleFunction<ImageMetrics> number) {
    double sum = 0;
    for (ImageMetrics likeness : all) {
      sum += number.applyAsDouble(likeness);
    }
    return sum / all.size();
  }
}
