package org.sinopia.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.Safetensors;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * A training run as it was after some step, in a folder: {@code state.safetensors} (everything of
 * {@link TrainingStep#state()}), {@code progress.json} ({@link TrainingState}), one JSON file for
 * each configuration, {@code SHA256SUMS}.
 *
 * @param folder whose content was whole when it was opened
 * @param progress where the run stood
 */
public record Snapshot(Path folder, TrainingState progress) {
  static final String TENSORS = "state.safetensors";
  static final String PROGRESS = "progress.json";

  /**
   * Checks a folder and reads what is small.
   *
   * @throws IOException naming the file that is missing, extra or damaged
   * @throws ConfigJson.InvalidConfigException if the progress is whole but not understood
   */
  static Snapshot open(Path folder) throws IOException {
    Sha256Sums.verify(folder);
    return new Snapshot(
        folder, ConfigJson.read(folder.resolve(PROGRESS), TrainingState.start(0, 0)));
  }

  /**
   * A configuration that was saved along.
   *
   * @param name the name it was saved under
   * @param defaults what stands for fields that are left out
   * @throws ConfigJson.InvalidConfigException naming file and field
   */
  public <C extends Record> C config(String name, C defaults) throws IOException {
    return ConfigJson.read(folder.resolve(name + ".json"), defaults);
  }

  /**
   * Overwrites all tensors with those that were saved, on any device. Nothing is overwritten unless
   * everything fits.
   *
   * @param state of a run that is set up as the saved one was
   * @throws SafetensorsException naming the tensor that is missing, extra or of another shape
   */
  public void restore(SequencedMap<String, Tensor> state) throws IOException {
    try (Safetensors file = Safetensors.open(folder.resolve(TENSORS))) {
      for (Map.Entry<String, Tensor> e : state.entrySet()) {
        Shape saved = file.shape(e.getKey());
        if (!saved.equals(e.getValue().shape())) {
          throw new SafetensorsException(
              file.file()
                  + ": tensor "
                  + e.getKey()
                  + ": shape "
                  + saved
                  + ", expected "
                  + e.getValue().shape());
        }
      }
      TreeSet<String> extra = new TreeSet<>(file.names());
      extra.removeAll(state.keySet());
      if (!extra.isEmpty()) {
        throw new SafetensorsException(
            file.file() + ": tensor " + extra.getFirst() + ": nothing in the run has that name");
      }
      for (Map.Entry<String, Tensor> e : state.entrySet()) {
        file.readInto(e.getKey(), e.getValue());
      }
    }
  }
}
