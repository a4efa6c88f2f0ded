package org.sinopia.train.view;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.LatentImage;
import org.sinopia.train.inference.ColourSpread;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.train.inference.EmbedderDescription;
import org.sinopia.train.inference.MissingLatents;
import org.sinopia.train.inference.ModelFolder;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.train.report.FalseColours;
import org.sinopia.train.view.layer.ColourPlane;
import org.sinopia.train.view.layer.Layer;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.picture.Picture;

/**
 * What trained models make of a scan, as layers: latents, the recoloured picture, its uncertainty,
 * and novelty, the distance from what the embedder was trained on. All that the view knows of
 * models is here.
 */
public final class ModelLayers {
  private static final int SAMPLES = 8;
  private static final long SEED = 1;

  private final ModelFolder recolourer;
  private final ModelFolder embedder;

  private ModelLayers(ModelFolder recolourer, ModelFolder embedder) {
    this.recolourer = recolourer;
    this.embedder = embedder;
  }

  /** Where the layers and the progress go. */
  interface Sink {
    void show(Layer layer);

    /** How much of a stage is done, 0 to 1. */
    void progress(String stage, double share);
  }

  /**
   * A model with its own embedder.
   *
   * @param folder a run of {@code train-recolourer}, or its model
   * @throws IllegalArgumentException if it holds no recolourer, or that no embedder
   */
  public static ModelLayers open(Path folder) throws IOException {
    ModelFolder recolourer = ModelFolder.open(folder);
    recolourer.recolourer();
    ModelFolder embedder =
        recolourer
            .ownEmbedder()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--model: " + recolourer.folder() + " holds no embedder"));
    int latent = embedder.embedder().config().latent();
    int channels = recolourer.recolourer().config().channels();
    if (latent != channels) {
      throw new IllegalArgumentException(
          "%s: latent of %d dimensions, expected %d as the input of %s"
              .formatted(embedder.folder(), latent, channels, recolourer.folder()));
    }
    return new ModelLayers(recolourer, embedder);
  }

  /**
   * Computes all layers.
   *
   * @param wanted asked again and again; when it says no, the work ends
   * @throws CancellationException if nobody wants it any more
   */
  void compute(DataCube cube, String name, Device device, BooleanSupplier wanted, Sink sink)
      throws IOException {
    MissingPixels missing = MissingPixels.of(cube);
    long pixels = cube.header().pixels();
    try (CubeEmbedder encoder = CubeEmbedder.open(embedder, device);
        Scope weights = Scope.open(device)) {
      CubeEmbedder.Posterior posterior =
          encoder.posterior(cube, name, steps("latents", pixels, wanted, sink::progress));
      showLatents(posterior.mean(), encoder.description(), missing, sink::show);
      MissingLatents.fill(posterior.mean(), missing);
      MissingLatents.fill(posterior.deviation(), missing);
      Recolourer model = recolourer.loadRecolourer(weights);
      try (TiledRecolourer tiles =
          new TiledRecolourer(model, device, TiledRecolourer.DEFAULT_TILE)) {
        float[] colours =
            tiles.recolour(
                posterior.mean(), SEED, steps("recolouring", pixels, wanted, sink::progress));
        Picture picture = Picture.clamped(cube.header().height(), cube.header().width(), colours);
        sink.show(
            new Layer.Colours(
                "recoloured", "Recoloured", ColourPlane.of(picture, missing::isMissing)));
        float[] spread =
            ColourSpread.of(
                model,
                tiles,
                posterior,
                device,
                SAMPLES,
                SEED,
                steps("uncertainty", SAMPLES * pixels, wanted, sink::progress));
        sink.show(numbers("uncertainty", "Uncertainty", "spread of colour", spread, missing));
      }
    }
  }

  private static LongConsumer steps(
      String stage, long all, BooleanSupplier wanted, Progress progress) {
    long[] done = new long[1];
    return more -> {
      if (!wanted.getAsBoolean()) {
        throw new CancellationException(stage);
      }
      done[0] += more;
      progress.at(stage, Math.min(1, (double) done[0] / all));
    };
  }

  /** Told how far a stage is. */
  @FunctionalInterface
  private interface Progress {
    void at(String stage, double share);
  }

  private static void showLatents(
      LatentImage latent,
      EmbedderDescription description,
      MissingPixels missing,
      Consumer<Layer> show) {
    int pixels = latent.pixels();
    Picture picture =
        FalseColours.of(latent.height(), latent.width(), latent.channels(), latent.values());
    show.accept(
        new Layer.Colours("latents", "Latents", ColourPlane.of(picture, missing::isMissing)));
    for (int c = 0; c < latent.channels(); c++) {
      float[] values = Arrays.copyOfRange(latent.values(), c * pixels, (c + 1) * pixels);
      show.accept(
          numbers("latent-" + (c + 1), "Latent " + (c + 1), "standardised", values, missing));
    }
    if (!description.centroids().isEmpty()) {
      show.accept(
          numbers(
              "novelty",
              "Novelty",
              "distance from the training clusters",
              novelty(latent, description),
              missing));
    }
  }

  /** The distance of a latent from the nearest centroid, in standardised units. */
  private static float[] novelty(LatentImage latent, EmbedderDescription description) {
    List<double[]> centroids = new ArrayList<>();
    for (List<Double> raw : description.centroids()) {
      double[] centroid = new double[latent.channels()];
      for (int c = 0; c < centroid.length; c++) {
        centroid[c] =
            (raw.get(c) - description.latentMean().get(c)) / description.latentDeviation().get(c);
      }
      centroids.add(centroid);
    }
    int pixels = latent.pixels();
    float[] novelty = new float[pixels];
    for (int p = 0; p < pixels; p++) {
      double least = Double.POSITIVE_INFINITY;
      for (double[] centroid : centroids) {
        double squares = 0;
        for (int c = 0; c < centroid.length; c++) {
          double off = latent.values()[c * pixels + p] - centroid[c];
          squares += off * off;
        }
        least = Math.min(least, squares);
      }
      novelty[p] = (float) Math.sqrt(least);
    }
    return novelty;
  }

  private static Layer numbers(
      String id, String title, String unit, float[] values, MissingPixels missing) {
    Plane plane = Plane.of(missing.height(), missing.width(), values);
    for (int row = 0; row < missing.height() && missing.count() > 0; row++) {
      for (int column = 0; column < missing.width(); column++) {
        if (missing.isMissing(row, column)) {
          plane.set(row, column, Float.NaN);
        }
      }
    }
    return new Layer.Numbers(id, title, unit, plane);
  }
}
