package org.sinopia.train;

/** Which way a metric should go. */
public enum MetricDirection {
  /** More is better, as for MS-SSIM. */
  MAXIMISE,
  /** Less is better, as for a loss. */
  MINIMISE;

  /**
   * Whether a value improves on the best so far by more than a fraction {@code threshold} of it;
   * PyTorch's relative mode: value above best·(1 + threshold), or below best·(1 − threshold). NaN
   * never does.
   *
   * @param best null if there is none yet, which every number improves on
   */
  public boolean better(double value, Double best, double threshold) {
    if (best == null) {
      return !Double.isNaN(value);
    }
    return switch (this) {
      case MAXIMISE -> value > best * (1 + threshold);
      case MINIMISE -> value < best * (1 - threshold);
    };
  }
}
