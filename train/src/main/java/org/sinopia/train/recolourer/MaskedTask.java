package org.sinopia.train.recolourer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
import org.sinopia.nn.model.MaskedSmallUViT;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.AugmentationConfig;
import org.sinopia.train.data.pairs.MaskedCrops;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.PretrainedDescription;
import org.sinopia.train.run.TrainingTask;

/**
 * A trunk to be pre-trained on the latents of a folder, judged by hidden parts of those for
 * validation.
 */
final class MaskedTask implements TrainingTask<MaskedCrops.Batch>, AutoCloseable {
  private static final int VALIDATION_CROPS = 256;

  private final PretrainingConfig config;
  private final MaskedSmallUViT model;
  private final MaskedCrops crops;
  private final MaskedCrops judging;
  private final Scope pass;
  private final Scope host;
  private final MaskedCrops.Batch judged;

  /**
   * Builds the model, without memory yet.
   *
   * @throws IllegalArgumentException if the folder has no latent for training or validation
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  MaskedTask(PairsFolder folder, PretrainingConfig config, Device device) {
    this.config = config;
    this.model = new MaskedSmallUViT(config.model());
    long seed = config.run().seed();
    this.crops = crops(folder, folder.latents(ImageSplit.TRAIN), config.augmentation(), seed);
    this.judging =
        crops(folder, folder.latents(ImageSplit.VALIDATION), AugmentationConfig.NONE, seed ^ ~0L);
    this.pass = Scope.open(device);
    this.host = Scope.open(Device.cpu());
    this.judged = judging.buffer(host);
  }

  private MaskedCrops crops(
      PairsFolder folder,
      List<PairsManifest.Entry> entries,
      AugmentationConfig augmentation,
      long seed) {
    return new MaskedCrops(
        folder,
        entries,
        augmentation,
        config.mask(),
        MaskedSmallUViT.HIDDEN,
        config.model().channels(),
        config.crop(),
        config.batch(),
        seed);
  }

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Record config() {
    return config;
  }

  @Override
  public MaskedCrops.Batch buffer(Scope scope) {
    return crops.buffer(scope);
  }

  @Override
  public void fill(MaskedCrops.Batch buffer, int epoch, int index) throws IOException {
    crops.fill(buffer, config.run().batch(epoch, index));
  }

  @Override
  public Objective objective(MaskedCrops.Batch batch) {
    return new Objective(
        batch.inputs(), config.mask(), (tape, inputs) -> new Loss(error(tape, inputs)));
  }

  private Variable error(Tape tape, List<Tensor> inputs) {
    return model.loss(
        model.forward(tape.constant(inputs.get(0))),
        tape.constant(inputs.get(1)),
        tape.constant(inputs.get(2)),
        share());
  }

  private double share() {
    return config.mask().exactShare(config.crop());
  }

  @Override
  public Validation validate(int epoch) throws IOException {
    double error = 0;
    double ofMean = 0;
    for (int b = 0; b < Math.ceilDiv(VALIDATION_CROPS, config.batch()); b++) {
      judging.fill(judged, b);
      pass.rewind();
      Tape tape = Tape.inference(pass, b);
      List<Tensor> inputs = judged.inputs().stream().map(input -> input.in(pass)).toList();
      error += error(tape, inputs).value().item();
      ofMean +=
          model
              .lossOfMean(tape.constant(inputs.get(1)), tape.constant(inputs.get(2)), share())
              .value()
              .item();
    }
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(PretrainingConfig.SCORE, 1 - error / ofMean);
    return new Validation(metrics, new LinkedHashMap<>());
  }

  @Override
  public String score() {
    return PretrainingConfig.SCORE;
  }

  @Override
  public void export(Path folder) throws IOException {
    ModelFolder.write(folder, new PretrainedDescription(config.model()), model.trunk().state());
  }

  @Override
  public void close() {
    pass.close();
    host.close();
  }
}
