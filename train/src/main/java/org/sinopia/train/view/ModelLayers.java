package org.sinopia.train.view;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.report.FalseColours;
import org.sinopia.train.view.layer.ColourPlane;
import org.sinopia.train.view.layer.Layer;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.picture.Picture;

/**
 * Results of trained models for a scan, as layers: latents, the recoloured picture, its
 * uncertainty, and novelty, where the model knows how far it can be trusted. All that the view
 * knows of models is here.
 */
public final class ModelLayers {
  private static final int SAMPLES = 8;
  private static final long SEED = 1;

  private final ModelFolder embedder;
  private final ModelFolder recolourer;

  /**
   * The layers of two models.
   *
   * @param embedder what makes latents
   * @param recolourer of latents with as many channels
   */
  public ModelLayers(ModelFolder embedder, ModelFolder recolourer) {
    this.embedder = embedder;
    this.recolourer = recolourer;
  }

  /** Where the layers and the progress go. */
  interface Sink {
    void show(Layer layer);

    /** How much of a stage is done, 0 to 1. */
    void progress(String stage, double share);
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
    try (ScanRecolouring models =
        ScanRecolouring.open(embedder, recolourer, device, TiledRecolourer.DEFAULT_TILE)) {
      ScanRecolouring.Result result =
          models.recolour(
              cube,
              name,
              missing,
              steps("latents", pixels, wanted, sink::progress),
              steps("recolouring", pixels, wanted, sink::progress));
      sink.show(
          new Layer.Colours(
              "recoloured", "Recoloured", ColourPlane.of(result.picture(), missing::isMissing)));
      if (result.judgement().isPresent()) {
        ScanRecolouring.Judgement judged = result.judgement().get();
        String unit = "ΔE00 within which %.0f of 100 lie".formatted(100 * judged.level());
        sink.show(numbers("uncertainty", "Uncertainty", unit, judged.radius(), missing));
        sink.show(numbers("novelty", "Novelty", "foreign above 1", judged.novelty(), missing));
      } else {
        LongConsumer done = steps("uncertainty", SAMPLES * pixels, wanted, sink::progress);
        float[] spread = models.spread(cube, name, missing, device, SAMPLES, SEED, done);
        sink.show(numbers("uncertainty", "Uncertainty", "spread of colour", spread, missing));
      }
      showLatents(result.latent(), missing, sink::show);
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

  private void showLatents(LatentImage latent, MissingPixels missing, Consumer<Layer> show)
      throws IOException {
    int dimensions = embedder.embedder().config().latent();
    int pixels = latent.pixels();
    float[] values = Arrays.copyOf(latent.values(), dimensions * pixels);
    Picture picture = FalseColours.of(latent.height(), latent.width(), dimensions, values);
    show.accept(
        new Layer.Colours("latents", "Latents", ColourPlane.of(picture, missing::isMissing)));
    for (int d = 0; d < dimensions; d++) {
      float[] one = Arrays.copyOfRange(values, d * pixels, (d + 1) * pixels);
      show.accept(numbers("latent-" + (d + 1), "Latent " + (d + 1), "standardised", one, missing));
    }
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
