package org.sinopia.train.run;

import java.io.IOException;
import org.sinopia.train.TrainingState;
import org.sinopia.train.TrainingStep;

/** Who is told how a run goes: log files, a progress bar, a test. All on the run's own thread. */
public interface RunListener extends AutoCloseable {
  /**
   * The run begins, or goes on from a snapshot; anything logged later than that did not happen.
   *
   * @param config how long it is meant to go on
   * @param from where it stands
   */
  default void begins(RunConfig config, TrainingState from) throws IOException {}

  /**
   * A step was made.
   *
   * @param step its number, from 0
   * @param learningRate that it was made with
   */
  default void stepped(long step, double learningRate, TrainingStep.Outcome outcome)
      throws IOException {}

  /** An epoch was completed and validated. */
  default void validated(EpochReport report) throws IOException {}

  /** Something is amiss that does not stop the run, in one line. */
  default void warned(String line) {}

  /** The run is over, however it ended. */
  @Override
  default void close() throws IOException {}
}
