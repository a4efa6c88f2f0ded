package org.sinopia.nn.loss;

import org.sinopia.nn.ConfigField;

/**
 * A weight that is 0 up to and including epoch {@code start}, rises linearly over {@code epochs}
 * and then stays.
 *
 * @param value what it ends at, not negative
 * @param start epochs of warm-up, counted from 0
 * @param epochs how long it rises; with 0 it is there at once after the warm-up
 */
public record LinearRamp(double value, int start, int epochs) {
  /** Always 0. */
  public static final LinearRamp OFF = new LinearRamp(0, 0, 0);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public LinearRamp {
    ConfigField.notNegative("value", value);
    ConfigField.atLeast("start", start, 0);
    ConfigField.atLeast("epochs", epochs, 0);
  }

  /** The weight at an epoch, counted from 0. */
  public double at(int epoch) {
    if (epochs == 0) {
      return epoch >= start ? value : 0;
    }
    return value * Math.clamp((epoch - start) / (double) epochs, 0, 1);
  }
}
