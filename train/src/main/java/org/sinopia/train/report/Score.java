package org.sinopia.train.report;

import java.util.Locale;

/** The measures of likeness that a report shows, in its order. */
public enum Score {
  /** Multi-scale structural similarity. */
  MS_SSIM("MS-SSIM", true, 3),
  /** Universal image quality index. */
  UIQI("UIQI", true, 3),
  /** CompuPhase's colour distance, for components in [0, 1]. */
  REDMEAN("Redmean", false, 3),
  /** Mean CIEDE2000. */
  DELTA_E("ΔE00", false, 1),
  /** 95th percentile of CIEDE2000. */
  DELTA_E_95("ΔE00, 95 %", false, 1),
  /** Peak signal-to-noise ratio in dB. */
  PSNR("PSNR (dB)", true, 1);

  private final String label;
  private final boolean moreIsBetter;
  private final int decimals;

  Score(String label, boolean moreIsBetter, int decimals) {
    this.label = label;
    this.moreIsBetter = moreIsBetter;
    this.decimals = decimals;
  }

  /** As it is headed. */
  public String label() {
    return label;
  }

  /** The name without its unit, as it stands in a sentence. */
  String noun() {
    return label.replaceFirst(" \\(.*", "");
  }

  /** An arrow in the direction of improvement. */
  String arrow() {
    return moreIsBetter ? "↑" : "↓";
  }

  /** Whether one value is better than another, as they are rounded for print. */
  boolean better(double value, double other) {
    double difference = rounded(value) - rounded(other);
    return moreIsBetter ? difference > 0 : difference < 0;
  }

  private double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * StrictMath.pow(10, decimals)) : value;
  }

  /** The value as it is printed. */
  String print(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    return String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '−');
  }
}
