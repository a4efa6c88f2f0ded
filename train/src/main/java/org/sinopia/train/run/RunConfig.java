package org.sinopia.train.run;

import org.sinopia.nn.ConfigField;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.LinearCoolDown;
import org.sinopia.train.LinearWarmUp;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.ReduceLrOnPlateau;

/**
 * How long and by what schedule a model is trained.
 *
 * @param epochs the most there will be, at least 1
 * @param stepsPerEpoch steps from one validation to the next, at least 1
 * @param snapshotSteps steps from one snapshot to the next within an epoch; 0 for none but that at
 *     the end of each epoch
 * @param optimiser how a step moves the weights
 * @param warmUp small learning rates at first
 * @param coolDown small learning rates at the end
 * @param plateau learning rate by the validation score, whose goal says which way that should go
 * @param stopping when to give up before the last epoch
 * @param seed of the weights' starting values and of everything that steps draw
 */
public record RunConfig(
    int epochs,
    int stepsPerEpoch,
    int snapshotSteps,
    OptimiserConfig optimiser,
    LinearWarmUp warmUp,
    LinearCoolDown coolDown,
    ReduceLrOnPlateau plateau,
    EarlyStopping stopping,
    long seed) {
  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public RunConfig {
    ConfigField.atLeast("epochs", epochs, 1);
    ConfigField.atLeast("steps_per_epoch", stepsPerEpoch, 1);
    ConfigField.atLeast("snapshot_steps", snapshotSteps, 0);
    ConfigField.present("optimiser", optimiser);
    ConfigField.present("warm_up", warmUp);
    ConfigField.present("cool_down", coolDown);
    ConfigField.present("plateau", plateau);
    ConfigField.present("stopping", stopping);
    ConfigField.require(
        plateau.goal() == stopping.goal(),
        "stopping.goal is " + stopping.goal() + ", expected " + plateau.goal() + " as plateau has");
  }

  /**
   * The number of a batch in the whole run, from 0.
   *
   * @param epoch from 0
   * @param index of the batch within the epoch, from 0
   */
  public long batch(int epoch, int index) {
    return (long) epoch * stepsPerEpoch + index;
  }

  /** Steps of all epochs. */
  public long steps() {
    return (long) epochs * stepsPerEpoch;
  }

  /** The fraction of the schedule's rate that a step takes, in (0, 1]. */
  public double rateFactor(long step) {
    return warmUp.factor(step) * coolDown.factor(step, steps());
  }

  /** The same for another number of epochs. */
  public RunConfig withEpochs(int other) {
    return new RunConfig(
        other, stepsPerEpoch, snapshotSteps, optimiser, warmUp, coolDown, plateau, stopping, seed);
  }

  /** The same with another seed. */
  public RunConfig withSeed(long other) {
    return new RunConfig(
        epochs,
        stepsPerEpoch,
        snapshotSteps,
        optimiser,
        warmUp,
        coolDown,
        plateau,
        stopping,
        other);
  }
}
