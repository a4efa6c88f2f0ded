package org.sinopia.train;

import org.sinopia.nn.ConfigField;

/**
 * Small learning rates at the end: with n steps left, this one counted, a step takes min(1,
 * n/steps) of the schedule's rate. Weights then come to rest in the middle of where larger steps
 * threw them about, and scans of other pictures are told better (Bergsma et al. 2025, arXiv
 * 2502.15938).
 *
 * @param steps over which the rate falls, in a straight line to zero; 0 for none
 */
public record LinearCoolDown(int steps) {
  /** The full rate until the last step. */
  public static final LinearCoolDown NONE = new LinearCoolDown(0);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public LinearCoolDown {
    ConfigField.atLeast("steps", steps, 0);
  }

  /**
   * The fraction of the rate, in (0, 1].
   *
   * @param step from 0
   * @param all steps of the run, more than step
   */
  public double factor(long step, long all) {
    long left = all - step;
    return left >= steps ? 1 : left / (double) steps;
  }
}
