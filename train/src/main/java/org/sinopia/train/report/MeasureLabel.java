package org.sinopia.train.report;

import java.util.Locale;
import java.util.Map;

/**
 * How a measure of {@code metrics.jsonl} is called in print.
 *
 * @param text its name
 */
record MeasureLabel(String text) {
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("loss", "Loss"),
          Map.entry("rec", "Reconstruction"),
          Map.entry("kl", "Kullback–Leibler divergence"),
          Map.entry("mmd", "Maximum mean discrepancy"),
          Map.entry("cluster", "Distance to cluster centres"),
          Map.entry("clustering", "Distance to cluster centres"),
          Map.entry("ari", "Adjusted Rand index"),
          Map.entry("nmi", "Normalised mutual information"),
          Map.entry("redmean", "Redmean"),
          Map.entry("ssim", "SSIM"),
          Map.entry("ms_ssim", "MS-SSIM"),
          Map.entry("uiqi", "UIQI"),
          Map.entry("psnr", "PSNR (dB)"),
          Map.entry("delta_e", "ΔE00"),
          Map.entry("delta_e_95", "ΔE00, 95 %"));

  /** The usual name of a measure, or the name in the file with spaces and a capital. */
  static MeasureLabel of(String name) {
    String spaced = name.replace('_', ' ');
    String capital = spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    return new MeasureLabel(KNOWN.getOrDefault(name, capital));
  }

  /** A whole number as it is, another with three significant digits. */
  String print(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e5) {
      return Long.toString(Math.round(value)).replace('-', '−');
    }
    double size = Math.abs(value);
    if (size > 0 && (size < 1e-3 || size >= 1e5)) {
      return String.format(Locale.ROOT, "%.1e", value).replace("e-0", "e-").replace('-', '−');
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '−');
  }
}
