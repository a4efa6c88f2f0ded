package org.sinopia.train;

import org.sinopia.nn.ConfigField;

/**
 * Small learning rates at first: step t, counted from 0, takes min(1, (t + 1)/steps) of the
 * schedule's rate (Goyal et al. 2017, arXiv 1706.02677, section 2.2).
 *
 * @param steps until the full rate is reached; 0 or 1 for none
 */
public record LinearWarmUp(int steps) {
  /** The full rate from the first step. */
  public static final LinearWarmUp NONE = new LinearWarmUp(0);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public LinearWarmUp {
    ConfigField.atLeast("steps", steps, 0);
  }

  /** The fraction of the rate, in (0, 1]. */
  public double factor(long step) {
    return step + 1 >= steps ? 1 : (step + 1) / (double) steps;
  }
}
