package org.sinopia.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.sinopia.nn.Module;
import org.sinopia.tensor.Scope;
import org.sinopia.train.Objective;
import org.sinopia.train.Snapshot;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.picture.Picture;

/**
 * The task of a {@link TrainingRun}: a model, its data, and how it is judged. For a run to go on
 * bit for bit after a stop, everything here is a function of the arguments, the model's weights and
 * {@link #state()} alone.
 *
 * @param <B> a batch, in a buffer that is used again
 */
public interface TrainingTask<B> {
  /** The model; the run gives it memory and starting values. */
  Module model();

  /** Everything that was asked for, which {@code config.json} of the run's folder is to say. */
  Record config();

  /**
   * A buffer for batches; a run makes a few and fills them in turn.
   *
   * @param host a scope of the CPU for memory outside the heap, open as long as the buffer is used
   */
  B buffer(Scope host);

  /**
   * Fills a buffer with a batch. Called on another thread, in order and ahead of the steps, so it
   * touches neither the model nor what {@link #beginEpoch} changes.
   *
   * @param buffer one that {@link #buffer} made, which is overwritten
   * @param epoch from 0
   * @param index of the batch within the epoch, from 0
   */
  void fill(B buffer, int epoch, int index) throws IOException;

  /**
   * The loss of a batch, with the model in training mode. {@link TrainingRun} asks for it between
   * {@link #beginEpoch} and {@link #validate} of the epoch that the batch is for.
   */
  Objective objective(B batch);

  /**
   * Looks at the model, in evaluation mode, before the first step of an epoch; not when a run is
   * resumed within one.
   *
   * @param epoch from 0
   */
  default void beginEpoch(int epoch) throws IOException {}

  /**
   * The results of a validation.
   *
   * @param metrics by name, without a prefix
   * @param pictures to look at, by name, perhaps none
   */
  record Validation(SequencedMap<String, Double> metrics, SequencedMap<String, Picture> pictures) {}

  /**
   * Judges the model, which is in evaluation mode and has its averaged weights if there are any.
   *
   * @param epoch the one that ended, from 0
   */
  Validation validate(int epoch) throws IOException;

  /** Which of the metrics decides on the learning rate, on the best model and on when to stop. */
  String score();

  /**
   * Whether the model of the last epoch is kept rather than that with the best score, since no
   * score tells which is best.
   */
  default boolean keepsLast() {
    return false;
  }

  /**
   * Writes the model as it is, see {@link ModelFolder#write}.
   *
   * @param folder whose model it replaces
   */
  void export(Path folder) throws IOException;

  /** State beside weights, one JSON file of a snapshot each. */
  default Map<String, ? extends Record> state() {
    return Map.of();
  }

  /** Remembers what {@link #state()} once was. */
  default void restore(Snapshot snapshot) throws IOException {}
}
