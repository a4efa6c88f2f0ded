package org.sinopia.train;

import org.sinopia.nn.ConfigField;

/**
 * Ends training when a metric has not improved for long (Prechelt 1998, "Early stopping, but
 * when?"). All that changes is in {@link State}.
 *
 * @param goal which way the metric should go
 * @param patience epochs without improvement after which to stop; 0 never stops
 * @param threshold what counts as an improvement, as a fraction of the best, 0 or more
 */
public record EarlyStopping(MetricDirection goal, int patience, double threshold) {
  /** Never. */
  public static final EarlyStopping NEVER = new EarlyStopping(MetricDirection.MAXIMISE, 0, 0);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public EarlyStopping {
    ConfigField.present("goal", goal);
    ConfigField.atLeast("patience", patience, 0);
    ConfigField.notNegative("threshold", threshold);
  }

  /**
   * How it stands.
   *
   * @param best the metric at its best, null before the first
   * @param badEpochs without improvement since then
   */
  public record State(Double best, int badEpochs) {
    /** At the beginning. */
    public static final State START = new State(null, 0);

    /**
     * @throws IllegalArgumentException naming the field that is out of range
     */
    public State {
      ConfigField.atLeast("bad_epochs", badEpochs, 0);
    }
  }

  /** The state after an epoch; a metric of NaN is no improvement. */
  public State after(State state, double metric) {
    return goal.better(metric, state.best(), threshold)
        ? new State(metric, 0)
        : new State(state.best(), state.badEpochs() + 1);
  }

  /** Whether it is time to stop. */
  public boolean over(State state) {
    return patience > 0 && state.badEpochs() >= patience;
  }
}
