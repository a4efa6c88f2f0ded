package org.sinopia.train.embedder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.spectra.RenewedScans;
import org.sinopia.train.data.spectra.SpectrumSampler;
import org.sinopia.train.data.spectra.SpectrumSupply;
import org.sinopia.train.run.RunListener;
import org.sinopia.train.run.TrainingRun;

/** Trains embedders. */
public final class EmbedderTraining {
  /** The validation metric that decides on the best model: the less the better. */
  public static final String SCORE = "loss";

  private EmbedderTraining() {}

  /**
   * Trains an embedder on some of the cubes and judges it on others, as {@link ImageSplit} of their
   * names says; those for the test are not looked at. A single cube is trained and judged on.
   *
   * @param cubes on disk or drawn on the fly, of any sizes and axes
   * @param config what is asked for
   * @param run the folder of the run, see {@link org.sinopia.train.run.RunFolder}
   * @param resume whether to go on with a run that is there
   * @param observers are told how it goes, beside the folder's own files
   * @throws IllegalArgumentException if a cube does not fit, or the folder is not fit for it
   * @throws IOException if a cube cannot be read, or the folder not written
   */
  public static TrainingRun.Result train(
      List<CubeSource> cubes,
      EmbedderTrainingConfig config,
      Path run,
      boolean resume,
      Device device,
      List<RunListener> observers)
      throws IOException {
    Map<String, ImageSplit> splits =
        ImageSplit.of(
            cubes.stream().map(CubeSource::name).toList(), config.splitSeed(), config.split());
    List<CubeSource> training = of(cubes, splits, ImageSplit.TRAIN);
    List<CubeSource> judging = of(cubes, splits, ImageSplit.VALIDATION);
    return train(
        SpectrumSupply.always(sampler(training, config)),
        sampler(judging.isEmpty() ? training : judging, config),
        config,
        run,
        resume,
        device,
        observers);
  }

  /**
   * Trains an embedder on scans that are made again as it goes, and judges it on some that stay.
   *
   * @param scans in memory at a time
   * @param making makes them
   * @param judging cubes of other pictures
   * @throws IllegalArgumentException as {@link #train}
   */
  public static TrainingRun.Result train(
      int scans,
      RenewedScans.Making making,
      List<CubeSource> judging,
      EmbedderTrainingConfig config,
      Path run,
      boolean resume,
      Device device,
      List<RunListener> observers)
      throws IOException {
    try (RenewedScans renewed = new RenewedScans(scans, making, cubes -> sampler(cubes, config))) {
      return train(renewed, sampler(judging, config), config, run, resume, device, observers);
    }
  }

  private static TrainingRun.Result train(
      SpectrumSupply training,
      SpectrumSampler judging,
      EmbedderTrainingConfig config,
      Path run,
      boolean resume,
      Device device,
      List<RunListener> observers)
      throws IOException {
    try (EmbedderTask trainee = new EmbedderTask(config, training, judging, device);
        TrainingRun<EmbedderTask.Batch> loop =
            new TrainingRun<>(run, resume, trainee, config.run(), device, observers)) {
      return loop.run();
    }
  }

  private static SpectrumSampler sampler(List<CubeSource> cubes, EmbedderTrainingConfig config) {
    return new SpectrumSampler(
        cubes, config.energy(), config.scaling(), config.model().colourWidth() > 0);
  }

  private static List<CubeSource> of(
      List<CubeSource> cubes, Map<String, ImageSplit> splits, ImageSplit split) {
    return cubes.stream().filter(cube -> splits.get(cube.name()) == split).toList();
  }
}
