package org.sinopia.train.recolourer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.PatchDiscriminator;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViT;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.FolderPairs;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairCrops;
import org.sinopia.train.data.pairs.PairSupply;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.PretrainedDescription;
import org.sinopia.train.model.RecolourerDescription;
import org.sinopia.train.run.TrainingTask;
import org.sinopia.xrf.picture.Picture;

/**
 * A recolourer to be trained on the pairs of a folder: on crops of those for training, judged by
 * whole pictures of those for validation, each picture counting the same.
 */
public final class RecolourerTask implements TrainingTask<PairCrops.Batch> {
  /** The metric that decides. */
  public static final String SCORE = "ms_ssim";

  private static final int SHOWN = 3;
  private static final int DISCRIMINATOR_WIDTH = 32;

  private final PairsFolder folder;
  private final RecolourerTrainingConfig config;
  private final Device device;
  private final PairCrops crops;
  private final List<PairsManifest.Entry> validation;
  private final PictureLoss loss;
  private final Recolourer model;
  private final Optional<PatchDiscriminator> discriminator;
  private final Module trained;
  private final Optional<ModelFolder> start;

  /** A recolourer and the discriminator that it is trained against. */
  private static final class Rivals extends Module {
    private Rivals(Recolourer recolourer, PatchDiscriminator discriminator) {
      part("recolourer", recolourer);
      part("discriminator", discriminator);
    }
  }

  /**
   * Builds the model, without memory yet.
   *
   * @throws IllegalArgumentException if the folder has no pairs for training or validation, or a
   *     picture for validation is too small to be judged
   */
  public RecolourerTask(PairsFolder folder, RecolourerTrainingConfig config, Device device) {
    this(folder, Optional.empty(), config, Optional.empty(), device);
  }

  /**
   * The same on other pairs, or with the weights of a trained model to start from.
   *
   * @param training where pairs to train on come from; empty for the folder's own
   * @param start of the same configuration, or the pre-trained trunk of one
   */
  RecolourerTask(
      PairsFolder folder,
      Optional<PairSupply> training,
      RecolourerTrainingConfig config,
      Optional<ModelFolder> start,
      Device device) {
    this.folder = folder;
    this.start = start;
    this.config = config;
    this.device = device;
    if (training.isPresent() && config.maxPairs() > 0) {
      throw new IllegalArgumentException(
          "max_pairs is "
              + config.maxPairs()
              + ", expected 0 where pairs are made as training goes");
    }
    int channels = config.model().channels();
    long seed = config.run().seed();
    crops =
        new PairCrops(
            training.orElseGet(
                () -> new FolderPairs(folder, training(folder, config), channels, seed)),
            config.augmentation(),
            channels,
            config.crop(),
            config.batch(),
            seed);
    validation = folder.of(ImageSplit.VALIDATION);
    for (PairsManifest.Entry entry : validation) {
      if (scales(entry) == 0) {
        throw new IllegalArgumentException(
            "%s: %s has %d x %d pixels, expected at least %d a side to judge a model by"
                .formatted(
                    folder.path().resolve(PairsManifest.FILE),
                    entry.name(),
                    entry.height(),
                    entry.width(),
                    ImageMetrics.smallestSide(1)));
      }
    }
    loss = config.loss().make();
    model = config.model().build();
    discriminator =
        config.loss().adversarial() > 0
            ? Optional.of(new PatchDiscriminator(channels, DISCRIMINATOR_WIDTH))
            : Optional.empty();
    trained = discriminator.isPresent() ? new Rivals(model, discriminator.get()) : model;
  }

  private static List<PairsManifest.Entry> training(
      PairsFolder folder, RecolourerTrainingConfig config) {
    List<PairsManifest.Entry> all = folder.of(ImageSplit.TRAIN);
    return config.maxPairs() == 0 ? all : all.subList(0, Math.min(config.maxPairs(), all.size()));
  }

  @Override
  public Module model() {
    return trained;
  }

  @Override
  public Record config() {
    return config;
  }

  @Override
  public void beginEpoch(int epoch) throws IOException {
    if (epoch > 0 || start.isEmpty()) {
      return;
    }
    boolean pretrained = start.get().description() instanceof PretrainedDescription;
    Module starting = pretrained && model instanceof SmallUViT small ? small.trunk() : model;
    starting.load(start.get().weights());
  }

  @Override
  public PairCrops.Batch buffer(Scope host) {
    return crops.buffer(host);
  }

  @Override
  public void fill(PairCrops.Batch buffer, int epoch, int index) throws IOException {
    crops.fill(buffer, config.run().batch(epoch, index));
  }

  @Override
  public Objective objective(PairCrops.Batch batch) {
    return new Objective(
        List.of(batch.latents(), batch.pictures()),
        config.loss(),
        (tape, inputs) -> {
          Variable latents = tape.constant(inputs.get(0));
          Variable pictures = tape.constant(inputs.get(1));
          Variable made = model.forward(latents);
          Variable distance = loss.of(made, pictures);
          return discriminator.isEmpty()
              ? new Loss(distance)
              : rivals(discriminator.get(), latents, pictures, made, distance);
        });
  }

  /** Both descend at once: neither's loss has a gradient for the other's weights. */
  private Loss rivals(
      PatchDiscriminator rival,
      Variable latents,
      Variable pictures,
      Variable made,
      Variable distance) {
    Variable deception = rival.deception(latents, made);
    Variable discrimination = rival.discrimination(latents, pictures, made);
    Variable own = Binary.add(distance, Scale.of(config.loss().adversarial(), deception));
    SequencedMap<String, Variable> terms = new LinkedHashMap<>();
    terms.put("distance", distance);
    terms.put("deception", deception);
    terms.put("discrimination", discrimination);
    return new Loss(Binary.add(own, discrimination), terms);
  }

  @Override
  public Validation validate(int epoch) throws IOException {
    List<ImageMetrics> all = new ArrayList<>();
    SequencedMap<String, Picture> shown = new LinkedHashMap<>();
    boolean show = Integer.bitCount(epoch + 1) == 1 || epoch + 1 == config.run().epochs();
    try (TiledRecolourer recolourer =
        new TiledRecolourer(model, device, TiledRecolourer.DEFAULT_TILE)) {
      for (PairsManifest.Entry entry : validation) {
        Picture prediction = predict(recolourer, entry);
        Picture truth = folder.picture(entry).orElseThrow();
        all.add(ImageMetrics.of(prediction, truth, scales(entry), device));
        if (show && shown.size() < SHOWN) {
          shown.put(entry.name(), beside(prediction, truth));
        }
      }
    }
    ImageMetrics mean = ImageMetrics.mean(all);
    SequencedMap<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("redmean", mean.redmean());
    metrics.put("ssim", mean.ssim());
    metrics.put(SCORE, mean.msSsim());
    metrics.put("uiqi", mean.uiqi());
    metrics.put("psnr", mean.psnr() == null ? Double.POSITIVE_INFINITY : mean.psnr());
    metrics.put("delta_e", mean.deltaE());
    metrics.put("delta_e_95", mean.deltaE95());
    return new Validation(metrics, shown);
  }

  private Picture predict(TiledRecolourer recolourer, PairsManifest.Entry entry)
      throws IOException {
    LatentImage latent = folder.latent(entry, config.model().channels());
    float[] colours = recolourer.recolour(latent, 0, pixels -> {});
    for (int i = 0; i < colours.length; i++) {
      colours[i] = Math.clamp(colours[i], 0, 1);
    }
    return Picture.of(latent.height(), latent.width(), colours);
  }

  private static int scales(PairsManifest.Entry entry) {
    return ImageMetrics.scales(Math.min(entry.height(), entry.width()));
  }

  /** Prediction on the left, truth on the right. */
  private static Picture beside(Picture left, Picture right) {
    int height = left.height();
    int width = left.width();
    float[] both = new float[2 * left.planes().length];
    for (int row = 0; row < 3 * height; row++) {
      System.arraycopy(left.planes(), row * width, both, 2 * row * width, width);
      System.arraycopy(right.planes(), row * width, both, (2 * row + 1) * width, width);
    }
    return Picture.of(height, 2 * width, both);
  }

  @Override
  public String score() {
    return SCORE;
  }

  /**
   * Similarity falls while a discriminator asks for detail, as invented detail is at wrong places.
   */
  @Override
  public boolean keepsLast() {
    return discriminator.isPresent();
  }

  @Override
  public void export(Path into) throws IOException {
    RecolourerDescription description =
        new RecolourerDescription(config.architecture(), config.model(), discriminator.isPresent());
    ModelFolder.write(into, description, model.state());
  }
}
