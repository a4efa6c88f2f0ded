package org.sinopia.train;

import org.sinopia.nn.ConfigField;

/**
 * Multiplies the learning rate by a factor when a metric has stopped improving: PyTorch's
 * ReduceLROnPlateau with a relative threshold. All that changes is in {@link State}.
 *
 * @param goal which way the metric should go
 * @param factor in (0, 1)
 * @param patience epochs without improvement that are borne; one more lowers the rate
 * @param threshold what counts as an improvement, as a fraction of the best, 0 or more
 * @param cooldown epochs after a reduction that are not counted
 * @param minRate what the rate does not fall below, 0 or more
 */
public record ReduceLrOnPlateau(
    MetricDirection goal,
    double factor,
    int patience,
    double threshold,
    int cooldown,
    double minRate) {
  /** For a score such as MS-SSIM. */
  public static final ReduceLrOnPlateau DEFAULT =
      new ReduceLrOnPlateau(MetricDirection.MAXIMISE, 0.1, 10, 1e-4, 0, 0);

  /** A change of the rate below this is not made, as in PyTorch. */
  private static final double MIN_CHANGE = 1e-8;

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public ReduceLrOnPlateau {
    ConfigField.present("goal", goal);
    ConfigField.require(
        factor > 0 && factor < 1, "factor is " + factor + ", expected above 0 and below 1");
    ConfigField.atLeast("patience", patience, 0);
    ConfigField.notNegative("threshold", threshold);
    ConfigField.atLeast("cooldown", cooldown, 0);
    ConfigField.notNegative("min_rate", minRate);
  }

  /**
   * Where the schedule stands.
   *
   * @param rate the learning rate
   * @param best the metric at its best, null before the first
   * @param badEpochs without improvement since then
   * @param cooldown epochs that are still not counted
   */
  public record State(double rate, Double best, int badEpochs, int cooldown) {
    /**
     * @throws IllegalArgumentException naming the field that is out of range
     */
    public State {
      ConfigField.notNegative("rate", rate);
      ConfigField.atLeast("bad_epochs", badEpochs, 0);
      ConfigField.atLeast("cooldown", cooldown, 0);
    }

    /** At the beginning. */
    public static State start(double rate) {
      return new State(rate, null, 0, 0);
    }
  }

  /** The state after an epoch; a metric of NaN is no improvement. */
  public State after(State state, double metric) {
    boolean better = goal.better(metric, state.best(), threshold);
    Double best = better ? Double.valueOf(metric) : state.best();
    int bad = better ? 0 : state.badEpochs() + 1;
    int waiting = state.cooldown();
    if (waiting > 0) {
      waiting--;
      bad = 0;
    }
    if (bad <= patience) {
      return new State(state.rate(), best, bad, waiting);
    }
    double reduced = Math.max(state.rate() * factor, minRate);
    double rate = state.rate() - reduced > MIN_CHANGE ? reduced : state.rate();
    return new State(rate, best, 0, cooldown);
  }
}
