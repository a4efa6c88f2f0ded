package org.sinopia.train.data;

import org.sinopia.nn.ConfigField;

/**
 * How many of the images are not for training.
 *
 * @param validation the share that choose among models, 0 to 0.5
 * @param test the share that are kept for the end, 0 to 0.5
 */
public record SplitShares(double validation, double test) {
  /** 20 and 10 in a hundred, as in arXiv 2410.08826. */
  public static final SplitShares DEFAULT = new SplitShares(0.2, 0.1);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public SplitShares {
    ConfigField.within("validation", validation, 0, 0.5);
    ConfigField.within("test", test, 0, 0.5);
  }

  /**
   * How many of {@code n} images are for validation: at least one of two, unless none should be.
   */
  int validationOf(int n) {
    return n < 2 || validation == 0 ? 0 : Math.max(1, (int) Math.round(validation * n));
  }

  /**
   * How many of {@code n} images are for the test: at least one of three, unless none should be.
   */
  int testOf(int n) {
    return n < 3 || test == 0 ? 0 : Math.max(1, (int) Math.round(test * n));
  }
}
