package org.sinopia.train;

import org.sinopia.nn.ConfigField;

/**
 * Everything off the device that the rest of a training run depends on. Random numbers have no
 * state beside this: those of a step are keyed by (seed, step), those of the order of the data by
 * (seed, epoch).
 *
 * @param seed of the run
 * @param step steps made
 * @param epoch epochs completed
 * @param batch batches consumed of the epoch under way
 * @param schedule of the learning rate
 * @param stopping how long nothing has improved
 * @param score the validation metric of these very weights, null if it was not measured
 */
public record TrainingState(
    long seed,
    long step,
    int epoch,
    int batch,
    ReduceLrOnPlateau.State schedule,
    EarlyStopping.State stopping,
    Double score) {
  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public TrainingState {
    ConfigField.require(step >= 0, "step is " + step + ", expected at least 0");
    ConfigField.atLeast("epoch", epoch, 0);
    ConfigField.atLeast("batch", batch, 0);
    ConfigField.present("schedule", schedule);
    ConfigField.present("stopping", stopping);
  }

  /** Before the first step. */
  public static TrainingState start(long seed, double learningRate) {
    return new TrainingState(
        seed,
        0,
        0,
        0,
        ReduceLrOnPlateau.State.start(learningRate),
        EarlyStopping.State.START,
        null);
  }
}
