package org.sinopia.train.recolourer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.pairs.MaskedCrops;
import org.sinopia.train.data.pairs.PairCrops;
import org.sinopia.train.data.pairs.PairSupply;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.inference.TrustMeasure;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.run.RunListener;
import org.sinopia.train.run.TrainingRun;

/** Trains recolourers. */
public final class RecolourerTraining {
  private RecolourerTraining() {}

  /**
   * Trains a recolourer on a folder's pairs. Where the embedder that their latents are from is
   * found unchanged, the model's folder gets a copy of it and is then all that recolouring needs;
   * and where evidence lies beside the latents, how far the model can be trusted is measured.
   *
   * @param config what is asked for
   * @param run the folder of the run, see {@link org.sinopia.train.run.RunFolder}
   * @param resume whether to go on with a run that is there
   * @param observers are told how it goes, beside the folder's own files
   * @throws IllegalArgumentException if the pairs do not fit, or the folder is not fit for it
   * @throws IOException if a pair cannot be read, or the folder not written
   */
  public static TrainingRun.Result train(
      PairsFolder pairs,
      RecolourerTrainingConfig config,
      Path run,
      boolean resume,
      Device device,
      List<RunListener> observers)
      throws IOException {
    return train(pairs, Optional.empty(), config, Optional.empty(), run, resume, device, observers);
  }

  /**
   * Trains a recolourer on other pairs, or one that was trained before; otherwise as the other.
   *
   * @param training where pairs to train on come from; empty for the folder's own
   * @param start a recolourer of the same configuration, or the pre-trained trunk of one, whose
   *     weights it starts from
   */
  public static TrainingRun.Result train(
      PairsFolder pairs,
      Optional<PairSupply> training,
      RecolourerTrainingConfig config,
      Optional<ModelFolder> start,
      Path run,
      boolean resume,
      Device device,
      List<RunListener> observers)
      throws IOException {
    RecolourerTask trainee = new RecolourerTask(pairs, training, config, start, device);
    try (TrainingRun<PairCrops.Batch> loop =
        new TrainingRun<>(run, resume, trainee, config.run(), device, observers)) {
      copyEmbedder(pairs.manifest(), run.resolve(ModelFolder.IN_RUN), observers);
      TrainingRun.Result result = loop.run();
      TrustMeasure.note(pairs, ModelFolder.open(run), device);
      return result;
    }
  }

  /**
   * Pre-trains the trunk of a recolourer on a folder's latents, whose true colours need not be
   * known.
   *
   * @param run the folder of the run, see {@link org.sinopia.train.run.RunFolder}
   * @param resume whether to go on with a run that is there
   * @param observers are told how it goes, beside the folder's own files
   * @throws IllegalArgumentException if the latents do not fit, or the folder is not fit for it
   * @throws IOException if a latent cannot be read, or the folder not written
   */
  public static TrainingRun.Result pretrain(
      PairsFolder latents,
      PretrainingConfig config,
      Path run,
      boolean resume,
      Device device,
      List<RunListener> observers)
      throws IOException {
    try (MaskedTask trainee = new MaskedTask(latents, config, device);
        TrainingRun<MaskedCrops.Batch> loop =
            new TrainingRun<>(run, resume, trainee, config.run(), device, observers)) {
      return loop.run();
    }
  }

  private static void copyEmbedder(PairsManifest manifest, Path model, List<RunListener> observers)
      throws IOException {
    Path path = Path.of(manifest.embedder());
    ModelFolder embedder;
    try {
      embedder = ModelFolder.open(path);
    } catch (IOException | IllegalArgumentException e) {
      observers.forEach(
          o -> o.warned(path + ": no embedder there; to recolour, name one with --embedder"));
      return;
    }
    if (embedder.sha256().equals(manifest.embedderSha256())) {
      embedder.copyInto(model);
    } else {
      observers.forEach(
          o ->
              o.warned(
                  path
                      + ": not the embedder that the pairs are from; to recolour, name that with"
                      + " --embedder"));
    }
  }
}
